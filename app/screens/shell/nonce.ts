import { createContext, useContext } from 'react';

/** The nonce of this response while the server renders. Browsers hide it from scripts, so it is empty there. */
export const NonceContext = createContext('');
export const useNonce = (): string => useContext(NonceContext);
