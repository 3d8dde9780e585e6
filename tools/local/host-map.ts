const awsUrl = /\b(https|wss):\/\/([a-z0-9.-]+\.(?:amazonaws\.com|cloudfront\.net))/g;

/** Which address of this machine stands for which host of AWS. */
export class HostMap {
  private readonly bases = new Map<string, string>();

  /**
   * @param host such as `abc.execute-api.us-east-1.amazonaws.com` or `dxyz.cloudfront.net`
   * @param base local address without a trailing slash, `http://...`; `wss` addresses become `ws://...`
   */
  set(host: string, base: string): void {
    this.bases.set(host, base.replace(/\/$/, ''));
  }

  get(host: string): string | undefined {
    return this.bases.get(host);
  }

  /** The text with every address of a known host replaced by its local one. */
  rewrite(text: string): string {
    return text.replace(awsUrl, (url, scheme: string, host: string) => {
      const base = this.bases.get(host);
      if (!base) return url;
      return scheme === 'wss' ? base.replace(/^http/, 'ws') : base;
    });
  }

  /** Hosts of AWS that a text names and that have no local address. */
  unknownHosts(text: string): string[] {
    return [...text.matchAll(awsUrl)].map(([, , host = '']) => host).filter((host) => !this.bases.has(host));
  }
}
