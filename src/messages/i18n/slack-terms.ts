import type { MessageKey } from "./en.ts";

/** What one language says differently on Slack. */
interface SlackWords {
  /** Replaces words for which Slack's clients use other terms; the rest of each sentence stays. */
  readonly words: readonly (readonly [discord: RegExp, slack: string])[];
  readonly sentences: Readonly<Partial<Record<MessageKey, string>>>;
}

/** The catalogues use Discord's terms. These are the ones that differ in Slack's clients, by language. */
export const ON_SLACK: Readonly<Record<"en" | "de" | "fr" | "es" | "ja" | "pt-BR", SlackWords>> = {
  en: {
    words: [],
    sentences: {
      "share.elsewhere": "I can’t find that channel. Choose one from this workspace.",
    },
  },
  de: {
    words: [
      [/Kanalb/g, "Channel-B"],
      [/Kanäle|Kanals/g, "Channels"],
      [/Kanal/g, "Channel"],
    ],
    sentences: {
      "share.elsewhere": "Diesen Channel finde ich nicht. Wähl einen aus diesem Workspace.",
    },
  },
  fr: {
    words: [
      [/salons/g, "canaux"],
      [/salon/g, "canal"],
      [/messages privés/g, "messages directs"],
      [/message privé/g, "message direct"],
    ],
    sentences: {
      "share.elsewhere": "Je ne trouve pas ce canal. Choisissez un canal de cet espace de travail.",
    },
  },
  es: {
    words: [],
    sentences: {
      "share.elsewhere": "No encuentro ese canal. Elige uno de este espacio de trabajo.",
    },
  },
  ja: {
    words: [],
    sentences: {
      "share.elsewhere":
        "そのチャンネルが見つかりません。このワークスペースのチャンネルを選んでください。",
    },
  },
  "pt-BR": {
    words: [],
    sentences: {
      "follow.following-thread":
        "Acompanhando a tarefa {job}. Vou publicar o resultado nesta conversa e mencionar você.",
      "follow.each-rest-thread": "Vou publicar cada resultado nesta conversa e mencionar você.",
      "share.elsewhere": "Não encontrei esse canal. Escolha um deste workspace.",
      "option.delivery":
        "Como os resultados chegam: em uma nova mensagem, na mensagem de status ou em uma conversa",
      "undelivered.message_lost": "a conversa não existe mais",
      "settings.thread": "O resultado é publicado em uma conversa da mensagem de status.",
      "delivery.thread": "em uma conversa",
      "option.broadcast":
        "Se uma mensagem curta no canal avisa sobre os resultados publicados em uma conversa",
      "settings.broadcast-on":
        "Uma mensagem curta no canal avisa sobre cada resultado publicado em uma conversa.",
      "settings.broadcast-off":
        "Nenhuma mensagem no canal avisa sobre os resultados publicados em uma conversa.",
      "broadcast.off": "só na conversa",
    },
  },
};
