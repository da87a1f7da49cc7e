import english from '~/i18n/en/phones/retired.json';
import chinese from '~/i18n/zh-CN/phones/retired.json';
import { Mark } from '~/screens/shell/mark';

/** 已停用: in both languages, because whose language it was went with the data. */
export function RetiredScreen({ onSignIn }: { onSignIn: () => void }) {
  return (
    <div className="phone text-body">
      <main className="mx-auto flex min-h-screen max-w-sign flex-col justify-center gap-6 px-6 py-6">
        <p className="flex items-center gap-2 text-lead font-semibold">
          <Mark />
          清暖台账
        </p>
        {(
          [
            ['zh-CN', chinese],
            ['en', english],
          ] as const
        ).map(([language, words]) => (
          <section key={language} lang={language} className="flex flex-col gap-3">
            <h1 className="text-title">{words.title}</h1>
            <p>{words.what}</p>
            <p>{words.next}</p>
          </section>
        ))}
        <button
          type="button"
          onClick={onSignIn}
          className={
            'inline-flex min-h-target w-full items-center justify-center rounded border border-action bg-action px-4 font-medium text-white'
          }
        >
          {chinese.signIn} · {english.signIn}
        </button>
      </main>
    </div>
  );
}
