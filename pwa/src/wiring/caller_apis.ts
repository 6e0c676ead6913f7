/** The api that each caller gets, and what plugins registered through theirs. */
import { type Caller, type HostServices, makeApi } from '../host/index.js';
import { type FullApi, type ImJoyServices, makeFullApi, Operators, ServiceRegistry } from '../imjoy/index.js';

export class CallerApis {
  private readonly registry = new ServiceRegistry();
  private readonly operators = new Map<string, Operators>();

  constructor(
    private readonly services: HostServices,
    private readonly imjoyServices: ImJoyServices,
  ) {}

  /** @param isImJoy whether the caller was written for ImJoy, which overlooks arguments that it doesn't know. */
  of(caller: Caller, isImJoy = false): FullApi {
    return makeFullApi(makeApi(this.services, caller), caller, {
      services: this.imjoyServices,
      registry: this.registry,
      operators: caller.kind === 'plugin' ? this.operatorsOf(caller.id) : null,
      isImJoy,
    });
  }

  operatorsOf(id: string): Operators {
    const known = this.operators.get(id) ?? new Operators();
    this.operators.set(id, known);
    return known;
  }

  /** A plugin that doesn't run serves nobody. */
  ended(id: string): void {
    this.registry.clear(id);
  }

  forget(id: string): void {
    this.operators.delete(id);
  }
}
