import FileUpload from '@cloudscape-design/components/file-upload';
import FormField from '@cloudscape-design/components/form-field';
import ProgressBar from '@cloudscape-design/components/progress-bar';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { imageProblem, imageTypes, MOST_IMAGES } from '../client/image-upload';
import type { SentImage } from './use-image-uploads';

export interface ImagesFieldProps {
  readonly files: readonly File[];
  readonly sent: readonly SentImage[];
  readonly onChange: (files: readonly File[]) => void;
}

/** Chooses images to submit, and shows them on their way. */
export function ImagesField({ files, sent, onChange }: ImagesFieldProps) {
  return (
    <SpaceBetween size="s">
      <FormField
        label="Images"
        constraintText={`Up to ${MOST_IMAGES} JPEG or PNG files, 5 MB each`}
        errorText={files.length > MOST_IMAGES && `No more than ${MOST_IMAGES} at a time`}
      >
        <FileUpload
          multiple
          showFileSize
          accept={imageTypes.join(',')}
          value={files}
          onChange={({ detail }) => onChange(detail.value)}
          fileErrors={files.map((file) => imageProblem(file) ?? null)}
          i18nStrings={{
            uploadButtonText: () => 'Choose images',
            dropzoneText: () => 'Drop images here',
            removeFileAriaLabel: (index) => `Remove ${files[index]?.name ?? 'image'}`,
            limitShowFewer: 'Show fewer images',
            limitShowMore: 'Show more images',
            errorIconAriaLabel: 'Error',
            warningIconAriaLabel: 'Warning',
          }}
        />
      </FormField>
      {sent.map(({ id, name, share }) => (
        <ProgressBar key={id} label={name} value={Math.round(share * 100)} />
      ))}
    </SpaceBetween>
  );
}
