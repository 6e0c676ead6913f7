/** Where the broker writes down what plugins ask of the network. Implemented by the workspace. */
export interface RequestLog {
  begin(pluginId: string, method: string, url: string): RequestNote;
}

export interface RequestNote {
  answered(status: number): void;
  received(bytes: number): void;
  end(outcome: 'done' | 'refused' | 'failed', reason: string): void;
}
