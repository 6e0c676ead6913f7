/** The browser's offer to install the app. Chromium makes it; elsewhere people use the browser's own menu. */

interface BeforeInstallPromptEvent extends Event {
  prompt(): Promise<unknown>;
}

export class InstallPrompt {
  private offer: BeforeInstallPromptEvent | null = null;

  /** @param onChange told whether there is an offer. */
  constructor(private readonly onChange: (installable: boolean) => void) {
    addEventListener('beforeinstallprompt', (event) => {
      event.preventDefault();
      this.offer = event as BeforeInstallPromptEvent;
      onChange(true);
    });
    addEventListener('appinstalled', () => this.take());
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
