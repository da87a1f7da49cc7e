declare const __APP_VERSION__: string;

/** The build of the app. It is sent along, so that a report of trouble can name it. */
export const APP_VERSION: string = typeof __APP_VERSION__ === 'undefined' ? 'unbuilt' : __APP_VERSION__;
