import {
  type CommandDef,
  type EventDef,
  fold,
  type LiveModule,
  type LiveState,
  type LogEvent,
  type PolicyRow,
} from '#server/kernel/live.ts';
import type { ServerModule } from '#server/kernel/server-module.ts';

interface KnownCommandType {
  readonly definition: CommandDef;
  readonly row: PolicyRow;
  readonly module: ServerModule;
}

/** Every live module of the product, looked up by command and event type. A command without a policy row cannot start. */
export class ModuleRegistry {
  readonly all: readonly ServerModule[];
  readonly live: ReadonlyMap<string, LiveModule>;
  readonly #changingRights = new Set<string>();
  readonly #commands = new Map<string, KnownCommandType>();
  readonly #events = new Map<string, { definition: EventDef; live: LiveModule }>();

  constructor(modules: readonly ServerModule[]) {
    this.all = modules;
    this.live = new Map(modules.map((module) => [module.live.context, module.live]));
    for (const module of modules) this.#add(module);
  }

  #add(module: ServerModule): void {
    const { context, commands, events, policy } = module.live;
    for (const [type, definition] of Object.entries(commands)) {
      const row = policy[type];
      if (!row) throw new Error(`command ${type} has no policy row`);
      if (!type.startsWith(`${context}.`)) throw new Error(`command ${type} is not named after its context ${context}`);
      this.#commands.set(type, { definition, row, module });
    }
    for (const [type, definition] of Object.entries(events)) {
      this.#events.set(type, { definition, live: module.live });
      if (definition.changesRights) this.#changingRights.add(type);
    }
  }

  /** Event types after which followers are placed anew. */
  get eventsChangingRights(): ReadonlySet<string> {
    return this.#changingRights;
  }

  /** Event types that hold somebody's words. */
  get personalTypes(): readonly string[] {
    return [...this.#events].flatMap(([type, { definition }]) => (definition.personal ? [type] : []));
  }

  get commandTypes(): readonly string[] {
    return [...this.#commands.keys()];
  }

  command(type: string): KnownCommandType | undefined {
    return this.#commands.get(type);
  }

  /** The contract of an event type; asking for one that no module declared is a bug. */
  event(type: string): { definition: EventDef; live: LiveModule } {
    const found = this.#events.get(type);
    if (!found) throw new Error(`no module declares the event ${type}`);
    return found;
  }

  foldInto(state: LiveState, event: LogEvent): void {
    fold(this.live, state, [event]);
  }
}
