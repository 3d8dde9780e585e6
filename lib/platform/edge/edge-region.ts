/** CloudFront's web ACLs, certificates and metrics live here, wherever the stage does. */
export const edgeRegion = 'us-east-1';
