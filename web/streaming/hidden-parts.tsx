import Alert from '@cloudscape-design/components/alert';
import { hiddenFrom, type Rights } from '../client/streaming';

/** What the page does not show to somebody, and whom to ask for it; nothing for who sees all. */
export function HiddenParts({ rights }: { readonly rights: Rights }) {
  const hidden = hiddenFrom(rights);
  if (hidden.length === 0) return undefined;
  return (
    <Alert type="info" header="What you do not see here">
      <ul className="reasons">
        {hidden.map(({ what, group }) => (
          <li key={group}>
            {what}: for the group {group}.
          </li>
        ))}
      </ul>
      An administrator of your organisation can add you to a group; sign in again afterwards.
    </Alert>
  );
}
