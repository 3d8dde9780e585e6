import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';

/**
 * No data means no traffic, which is no incident for error counts and ages.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export const alarmDefaults = {
  treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
} as const;
