const url = /\b(https|wss):\/\/([a-z0-9.-]+)/g;
const ofAws = /\.(?:amazonaws\.com|amazoncognito\.com|cloudfront\.net)$/;

/** Which address of this machine stands for which host of AWS, or of the stage's own domain. */
export class HostMap {
  private readonly bases = new Map<string, string>();

  /**
   * @param host such as `abc.execute-api.us-east-1.amazonaws.com`, `dxyz.cloudfront.net` or a stage's own domain
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
    return text.replace(url, (address, scheme: string, host: string) => {
      const base = this.bases.get(host);
      if (!base) return address;
      return scheme === 'wss' ? base.replace(/^http/, 'ws') : base;
    });
  }

  /** Hosts of AWS that a text names and that have no local address. */
  unknownHosts(text: string): string[] {
    const hosts = [...text.matchAll(url)].map(([, , host = '']) => host);
    return hosts.filter((host) => ofAws.test(host) && !this.bases.has(host));
  }
}
