// Hears from the server when an account has new clicks. Without it the page asks again by itself.

/** Milliseconds until a refused connection is tried again. A broken one is made again by the browser, sooner. */
const AGAIN = 10_000;

export class Live {
  /**
   * @param {string} url of the stream, without the account
   * @param {() => void} changed is called when there are new clicks, and when it is not known whether there are
   */
  constructor(url, changed) {
    this.url = url;
    this.changed = changed;
    /** @type {string|null} */
    this.account = null;
    /** @type {EventSource|null} */
    this.source = null;
    this.connected = false;
    this.refusedAt = 0;
  }

  /** Listens to an account, or to none. To be called often. @param {string|null} account */
  want(account) {
    if (account !== this.account) {
      this.close();
      this.account = account;
      this.refusedAt = 0;
    }
    if (account !== null && this.source === null && Date.now() - this.refusedAt > AGAIN) {
      this.open(account);
    }
  }

  /** @param {string} account */
  open(account) {
    const source = new EventSource(`${this.url}?account_id=${encodeURIComponent(account)}`);
    this.source = source;
    source.addEventListener('hello', () => {
      this.connected = true;
      this.changed();
    });
    source.addEventListener('changed', () => this.changed());
    source.addEventListener('error', () => {
      this.connected = false;
      if (source.readyState === EventSource.CLOSED && this.source === source) {
        this.source = null;
        this.refusedAt = Date.now();
      }
    });
  }

  close() {
    this.source?.close();
    this.source = null;
    this.connected = false;
  }
}
