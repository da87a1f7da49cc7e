import { defineConfig } from 'prisma/config';

/**
 * The JavaScript schema engine with a driver adapter: nothing is downloaded. The adapter is of version 7.10, because
 * 6.19's cannot read the PostgreSQL type `name`, on which `migrate deploy` fails.
 */
export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  experimental: { adapter: true },
  engine: 'js',
  adapter: async () => {
    const { PrismaPg } = await import('@prisma/adapter-pg');
    return new PrismaPg({ connectionString: process.env.DATABASE_URL ?? '' }) as never;
  },
});
