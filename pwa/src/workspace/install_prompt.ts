/** The browser's offer to install the app. Chromium makes it; elsewhere people use the browser's own menu. */

interface BeforeInstallPromptEvent extends Event {
  prompt(): Promise<unknown>;
}

export class InstallPrompt {
  private offer: BeforeInstallPromptEvent | null = null;
  private onChange: (installable: boolean) => void = () => {};

  /** Listens from now on: the browser makes its offer soon after the page has loaded, and only once. */
  constructor() {
    addEventListener('beforeinstallprompt', (event) => {
      event.preventDefault();
      this.offer = event as BeforeInstallPromptEvent;
      this.onChange(true);
    });
    addEventListener('appinstalled', () => this.take());
  }

  /** @param onChange told whether there is an offer, now and when that changes. */
  watch(onChange: (installable: boolean) => void): void {
    this.onChange = onChange;
    onChange(this.offer !== null);
  }

  async show(): Promise<void> {
    await this.take()?.prompt();
  }

  /** An offer can be used once. */
  private take(): BeforeInstallPromptEvent | null {
    const { offer } = this;
    this.offer = null;
    this.onChange(false);
    return offer;
  }
}
