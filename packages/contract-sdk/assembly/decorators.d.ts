// What the builder understands beside the compiler's own decorators: for editors. Spec: 12 §4.2

/** The class whose fields are the state and whose public methods are the exports. */
declare function contract(target: Function): any;
/** An archived struct. */
declare function data(target: Function): any;
/** An archived struct that is an array in JSON. */
declare function tuple(target: Function): any;
/** An archived enum: a field per variant, `void` without payload. */
declare function variants(target: Function): any;
/** Opaque bytes. */
declare function bytes(size: i32, align?: i32): any;
/** The memory order of a struct's fields where it is not the declared one. */
declare function layout(...fields: string[]): any;
/** A struct that is told to the world. */
declare function event(topic: string): any;
/** An event that is its only field. */
declare function transparent(target: Function): any;
/** Promises not to change state. */
declare function view(target: any, key: string, descriptor: PropertyDescriptor): any;
/** Only the node may call; with a text of its own for everybody else. */
declare function root(...text: any[]): any;
/** Feeds values of the named type. */
declare function feeds(type: string): any;
