/** What a snippet of the docs imports from the application. */
export const session = {token: async () => 'of the session'};
