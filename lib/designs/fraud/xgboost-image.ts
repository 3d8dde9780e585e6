/** The release that models are trained with, and that their JSON is written for. */
const REPOSITORY = 'sagemaker-xgboost:1.7-1';

/**
 * Accounts in which AWS keeps the container, by region: the CDK knows of the deep learning containers alone, which are elsewhere.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg-ecr-paths/sagemaker-algo-docker-registry-paths.html
 * @see https://github.com/aws/sagemaker-python-sdk/blob/master/src/sagemaker/image_uri_config/xgboost.json
 */
const accounts: Readonly<Record<string, string>> = {
  'af-south-1': '510948584623',
  'ap-east-1': '651117190479',
  'ap-northeast-1': '354813040037',
  'ap-northeast-2': '366743142698',
  'ap-northeast-3': '867004704886',
  'ap-south-1': '720646828776',
  'ap-south-2': '628508329040',
  'ap-southeast-1': '121021644041',
  'ap-southeast-2': '783357654285',
  'ap-southeast-3': '951798379941',
  'ap-southeast-4': '106583098589',
  'ca-central-1': '341280168497',
  'ca-west-1': '190319476487',
  'eu-central-1': '492215442770',
  'eu-central-2': '680994064768',
  'eu-north-1': '662702820516',
  'eu-south-1': '978288397137',
  'eu-south-2': '104374241257',
  'eu-west-1': '141502667606',
  'eu-west-2': '764974769150',
  'eu-west-3': '659782779980',
  'il-central-1': '898809789911',
  'me-central-1': '272398656194',
  'me-south-1': '801668240914',
  'sa-east-1': '737474898029',
  'us-east-1': '683313688378',
  'us-east-2': '257758044811',
  'us-west-1': '746614075791',
  'us-west-2': '246618743249',
};

/**
 * AWS's container for XGBoost. SageMaker fetches it with credentials of its own: no role needs the right to.
 *
 * @throws Error that names a region without one
 */
export function xgboostImage(region: string): string {
  const account = accounts[region];
  if (!account) {
    throw new Error(
      `fraud: AWS keeps no XGBoost container in ${region}; take model.host in-process there, and train in another region`,
    );
  }
  return `${account}.dkr.ecr.${region}.amazonaws.com/${REPOSITORY}`;
}
