/** Where an event happens or a request goes: `/on/<component>[:<entity>]/<topic>`. Spec: 08 §2.1 */
export type RuesUri = {
  /** Lower case. */
  readonly component: string;
  /** Case kept; may hold colons. In a subscription, absence means every entity. */
  readonly entity?: string | undefined;
  /** Lower case in subscriptions and requests; the topic of a contract's event is as the contract wrote it. */
  readonly topic: string;
};

/** Every path that begins so belongs to the event system. */
export const RUES_PREFIX = '/on';

/** The address in the path of a request, undefined if there is none. Spec: 08 §2.1 */
export function parseUri(path: string): RuesUri | undefined {
  if (!path.startsWith(RUES_PREFIX)) return undefined;
  const [, target, topic] = path.slice(RUES_PREFIX.length).split('/');
  if (target === undefined || topic === undefined || topic === '') return undefined;
  const colon = target.indexOf(':');
  const component = (colon < 0 ? target : target.slice(0, colon)).toLowerCase();
  if (colon >= 0) return { component, entity: target.slice(colon + 1), topic: topic.toLowerCase() };
  return component === 'contracts' ? undefined : { component, topic: topic.toLowerCase() };
}

/** The address of an event as it is sent, nothing lower-cased. Events of any topic can be told apart by it. Spec: 08 §2.1 */
export function parseLocation(location: string): RuesUri | undefined {
  const found = parseUri(location);
  const topic = location.slice(RUES_PREFIX.length).split('/').slice(2).join('/');
  return found === undefined ? undefined : { ...found, topic };
}

/** Spec: 08 §2.1 */
export function formatUri({ component, entity, topic }: RuesUri): string {
  return `${RUES_PREFIX}/${component}${entity === undefined ? '' : `:${entity}`}/${topic}`;
}

/** True if a subscriber of `subscription` is to receive an event at `event`. Spec: 08 §2.3 */
export function matchesUri(subscription: RuesUri, event: RuesUri): boolean {
  return (
    subscription.component === event.component &&
    subscription.topic === event.topic &&
    (subscription.entity === undefined || subscription.entity === event.entity)
  );
}
