/** The sentences that name a job API, as they read for a job of Pika: nothing about them may change by accident. */
export const PIKA_SENTENCES = {
  en: {
    "status.unasked": "Waiting for the Pika API",
    "trouble.unauthorised":
      "The Pika API isn’t accepting Pika Relay’s API token. Whoever runs Pika Relay needs to renew it. I’ll keep trying.",
    "trouble.no-subscription":
      "The Pika API refused the request because there’s no active subscription. Whoever runs Pika Relay needs to renew it. I’ll keep trying.",
    "trouble.rate-limited": "The Pika API is rate limiting requests. I’ll keep trying.",
    "trouble.unavailable": "The Pika API is down or not responding. I’ll keep trying.",
    "trouble.not-understood": "The Pika API is sending responses I can’t read. I’ll keep trying.",
    "outage.over": "The Pika API is working again. The problem lasted from {from} to {to}.",
    "outage.unwatched":
      "No jobs here are waiting for the Pika API anymore. It hadn’t been responding properly since {from}.",
    "result.unknown-job": "The Pika API can’t find this job",
    "result.no-reason": "The Pika API didn’t give a reason.",
    "result.api-says": "The Pika API says:",
    "result.api-says-nothing": "The Pika API gave no further details.",
    "result.no-status": "The Pika API never reported a status. To keep following it: {command}",
    "result.alt-text": "Result of Pika job {job}",
    "link.expired": "its link expired, and the Pika API has no new one",
    "follow.not-found": "The Pika API can’t find job {job}. It says:",
    "follow.refused":
      "The Pika API is refusing Pika Relay’s requests; whoever runs it needs to fix that. I’ll keep trying.",
    "follow.slow-down": "The Pika API is rate limiting requests. I’ll keep trying.",
    "follow.no-answer": "The Pika API isn’t responding properly. I’ll keep trying.",
    "retry.not-found":
      "The Pika API can’t find this job anymore, so it can’t be run again. It says:",
    "retry.moderated": "The Pika API won’t run it again because of moderation. It says:",
    "retry.unknown":
      "The Pika API didn’t respond, so I don’t know whether a new job started. Check before you try again.",
    "retry.unavailable":
      "The Pika API isn’t responding properly, so nothing was started. Try again later.",
    "retry.refused":
      "The Pika API is refusing Pika Relay’s requests, so nothing was started. Whoever runs Pika Relay needs to fix that.",
    "retry.slow-down":
      "The Pika API is rate limiting requests, so nothing was started. Try again in a minute.",
    "retry.unknown-here":
      "{people} I asked the Pika API to run job {job} again, but I don’t know whether a new job started. Check before you try again: I won’t post its result.",
  },
  de: {
    "status.unasked": "Wartet auf die Pika-API",
    "trouble.unauthorised":
      "Die Pika-API akzeptiert das API-Token von Pika Relay nicht. Wer Pika Relay betreibt, muss es erneuern. Ich versuche es weiter.",
    "trouble.no-subscription":
      "Die Pika-API lehnt die Anfragen ab, weil kein aktives Abo besteht. Wer Pika Relay betreibt, muss es erneuern. Ich versuche es weiter.",
    "trouble.rate-limited":
      "Die Pika-API begrenzt gerade die Zahl der Anfragen. Ich versuche es weiter.",
    "trouble.unavailable":
      "Die Pika-API ist gerade ausgefallen oder antwortet nicht. Ich versuche es weiter.",
    "trouble.not-understood":
      "Die Antworten der Pika-API sind gerade nicht lesbar. Ich versuche es weiter.",
    "outage.over": "Die Pika-API funktioniert wieder. Dauer der Störung: {from} bis {to}.",
    "outage.unwatched":
      "Hier wartet kein Job mehr auf die Pika-API. Sie hatte seit {from} nicht mehr richtig geantwortet.",
    "result.unknown-job": "Die Pika-API kennt diesen Job nicht",
    "result.no-reason": "Die Pika-API hat keinen Grund genannt.",
    "result.api-says": "Die Pika-API meldet:",
    "result.api-says-nothing": "Mehr hat die Pika-API nicht gemeldet.",
    "result.no-status": "Die Pika-API hat nie einen Status gemeldet. Weiter verfolgen: {command}",
    "result.alt-text": "Ergebnis des Pika-Jobs {job}",
    "link.expired": "Der Link ist abgelaufen, und die Pika-API hat keinen neuen",
    "follow.not-found": "Die Pika-API kennt Job {job} nicht. Sie meldet:",
    "follow.refused":
      "Die Pika-API lehnt die Anfragen von Pika Relay ab; wer es betreibt, muss das beheben. Ich versuche es weiter.",
    "follow.slow-down":
      "Die Pika-API begrenzt gerade die Zahl der Anfragen. Ich versuche es weiter.",
    "follow.no-answer": "Die Pika-API antwortet gerade nicht richtig. Ich versuche es weiter.",
    "retry.not-found":
      "Die Pika-API kennt diesen Job nicht mehr, er kann also nicht erneut ausgeführt werden. Sie meldet:",
    "retry.moderated":
      "Die Pika-API führt ihn wegen der Moderation nicht noch einmal aus. Sie meldet:",
    "retry.unknown":
      "Die Pika-API hat nicht geantwortet, deshalb weiß ich nicht, ob ein neuer Job gestartet wurde. Sieh nach, bevor du es noch einmal versuchst.",
    "retry.unavailable":
      "Die Pika-API antwortet gerade nicht richtig; es wurde nichts gestartet. Versuch es später noch einmal.",
    "retry.refused":
      "Die Pika-API lehnt die Anfragen von Pika Relay ab; es wurde nichts gestartet. Wer Pika Relay betreibt, muss das beheben.",
    "retry.slow-down":
      "Die Pika-API begrenzt gerade die Zahl der Anfragen; es wurde nichts gestartet. Versuch es in einer Minute noch einmal.",
    "retry.unknown-here":
      "{people} Ich habe die Pika-API gebeten, Job {job} erneut auszuführen, weiß aber nicht, ob ein neuer Job gestartet wurde. Sieh nach, bevor du es noch einmal versuchst; das Ergebnis poste ich nicht.",
  },
  fr: {
    "status.unasked": "En attente de l’API Pika",
    "trouble.unauthorised":
      "L’API Pika refuse le jeton d’API de Pika Relay. La personne qui gère Pika Relay doit le renouveler. Je continue d’essayer.",
    "trouble.no-subscription":
      "L’API Pika refuse les requêtes\u00a0: il n’y a pas d’abonnement actif. La personne qui gère Pika Relay doit le renouveler. Je continue d’essayer.",
    "trouble.rate-limited":
      "L’API Pika limite le nombre de requêtes en ce moment. Je continue d’essayer.",
    "trouble.unavailable": "L’API Pika est en panne ou ne répond pas. Je continue d’essayer.",
    "trouble.not-understood":
      "Les réponses de l’API Pika sont illisibles en ce moment. Je continue d’essayer.",
    "outage.over":
      "L’API Pika fonctionne de nouveau. Début du problème\u00a0: {from}. Fin\u00a0: {to}.",
    "outage.unwatched":
      "Plus aucune tâche n’attend l’API Pika ici. Elle ne répondait plus correctement. Début du problème\u00a0: {from}.",
    "result.unknown-job": "L’API Pika ne trouve pas cette tâche",
    "result.no-reason": "L’API Pika n’a pas indiqué de raison.",
    "result.api-says": "Réponse de l’API Pika\u00a0:",
    "result.api-says-nothing": "L’API Pika n’a rien indiqué d’autre.",
    "result.no-status":
      "L’API Pika n’a jamais indiqué d’état. Pour reprendre le suivi\u00a0: {command}",
    "result.alt-text": "Résultat de la tâche Pika {job}",
    "link.expired": "son lien a expiré, et l’API Pika n’en a pas de nouveau",
    "follow.not-found": "L’API Pika ne trouve pas la tâche {job}. Sa réponse\u00a0:",
    "follow.refused":
      "L’API Pika refuse les requêtes de Pika Relay\u202f; la personne qui le gère doit intervenir. Je continue d’essayer.",
    "follow.slow-down":
      "L’API Pika limite le nombre de requêtes en ce moment. Je continue d’essayer.",
    "follow.no-answer":
      "L’API Pika ne répond pas correctement en ce moment. Je continue d’essayer.",
    "retry.not-found":
      "L’API Pika ne trouve plus cette tâche, elle ne peut donc pas être relancée. Sa réponse\u00a0:",
    "retry.moderated": "L’API Pika refuse de la relancer (modération). Sa réponse\u00a0:",
    "retry.unknown":
      "L’API Pika n’a pas répondu\u00a0: je ne sais pas si une nouvelle tâche a été lancée. Vérifiez avant de réessayer.",
    "retry.unavailable":
      "L’API Pika ne répond pas correctement, rien n’a été lancé. Réessayez plus tard.",
    "retry.refused":
      "L’API Pika refuse les requêtes de Pika Relay, rien n’a été lancé. La personne qui le gère doit intervenir.",
    "retry.slow-down":
      "L’API Pika limite le nombre de requêtes, rien n’a été lancé. Réessayez dans une minute.",
    "retry.unknown-here":
      "{people} J’ai demandé à l’API Pika de relancer la tâche {job}, mais je ne sais pas si une nouvelle tâche a été lancée. Vérifiez avant de réessayer\u202f; je ne publierai pas son résultat.",
  },
  es: {
    "status.unasked": "Esperando a la API de Pika",
    "trouble.unauthorised":
      "La API de Pika no acepta el token de Pika Relay. Quien administra Pika Relay debe renovarlo. Seguiré intentándolo.",
    "trouble.no-subscription":
      "La API de Pika rechaza las solicitudes porque no hay una suscripción activa. Quien administra Pika Relay debe renovarla. Seguiré intentándolo.",
    "trouble.rate-limited": "La API de Pika está limitando las solicitudes. Seguiré intentándolo.",
    "trouble.unavailable": "La API de Pika está caída o no responde. Seguiré intentándolo.",
    "trouble.not-understood":
      "No puedo leer las respuestas de la API de Pika. Seguiré intentándolo.",
    "outage.over": "La API de Pika vuelve a funcionar. Inicio del problema: {from}. Fin: {to}.",
    "outage.unwatched":
      "Aquí ya no hay trabajos que esperen a la API de Pika. No respondía bien. Inicio del problema: {from}.",
    "result.unknown-job": "La API de Pika no encuentra este trabajo",
    "result.no-reason": "La API de Pika no dio ningún motivo.",
    "result.api-says": "Respuesta de la API de Pika:",
    "result.api-says-nothing": "La API de Pika no dio más detalles.",
    "result.no-status": "La API de Pika nunca dio su estado. Para volver a seguirlo: {command}",
    "result.alt-text": "Resultado del trabajo de Pika {job}",
    "link.expired": "su enlace caducó, y la API de Pika no tiene uno nuevo",
    "follow.not-found": "La API de Pika no encuentra el trabajo {job}. Responde:",
    "follow.refused":
      "La API de Pika rechaza las solicitudes de Pika Relay; quien lo administra debe solucionarlo. Seguiré intentándolo.",
    "follow.slow-down": "La API de Pika está limitando las solicitudes. Seguiré intentándolo.",
    "follow.no-answer": "La API de Pika no responde bien en este momento. Seguiré intentándolo.",
    "retry.not-found":
      "La API de Pika ya no encuentra este trabajo, así que no se puede ejecutar de nuevo. Responde:",
    "retry.moderated": "La API de Pika se niega a ejecutarlo de nuevo (moderación). Responde:",
    "retry.unknown":
      "La API de Pika no respondió, así que no sé si se inició un trabajo nuevo. Compruébalo antes de intentarlo de nuevo.",
    "retry.unavailable":
      "La API de Pika no responde bien, así que no se inició nada. Inténtalo de nuevo más tarde.",
    "retry.refused":
      "La API de Pika rechaza las solicitudes de Pika Relay, así que no se inició nada. Quien administra Pika Relay debe solucionarlo.",
    "retry.slow-down":
      "La API de Pika está limitando las solicitudes, así que no se inició nada. Inténtalo de nuevo dentro de un minuto.",
    "retry.unknown-here":
      "{people} Pedí a la API de Pika que ejecutara de nuevo el trabajo {job}, pero no sé si se inició un trabajo nuevo. Compruébalo antes de intentarlo de nuevo; no publicaré su resultado.",
  },
  ja: {
    "status.unasked": "Pika APIの応答待ち",
    "trouble.unauthorised":
      "Pika APIがPika RelayのAPIトークンを受け付けません。Pika Relayの管理者によるトークンの更新が必要です。確認は自動的に続けます。",
    "trouble.no-subscription":
      "有効なサブスクリプションがないため、Pika APIに拒否されました。Pika Relayの管理者による更新が必要です。確認は自動的に続けます。",
    "trouble.rate-limited": "Pika APIがリクエストの数を制限しています。確認は自動的に続けます。",
    "trouble.unavailable": "Pika APIが停止しているか、応答していません。確認は自動的に続けます。",
    "trouble.not-understood": "Pika APIの応答を読み取れません。確認は自動的に続けます。",
    "outage.over": "Pika APIは復旧しました。障害の期間：{from}～{to}。",
    "outage.unwatched":
      "Pika APIの応答を待っているジョブは、ここにはもうありません。APIは{from}から正しく応答していませんでした。",
    "result.unknown-job": "Pika APIでこのジョブが見つかりません",
    "result.no-reason": "Pika APIから理由は示されませんでした。",
    "result.api-says": "Pika APIからのメッセージ：",
    "result.api-says-nothing": "Pika APIからそれ以上の情報はありません。",
    "result.no-status":
      "Pika APIからステータスを一度も取得できませんでした。フォローを続けるには {command} を実行してください。",
    "result.alt-text": "Pikaジョブ {job} の結果",
    "link.expired": "リンクの有効期限が切れ、Pika APIにも新しいリンクがないため",
    "follow.not-found": "Pika APIでジョブ {job} が見つかりません。APIからのメッセージ：",
    "follow.refused":
      "Pika APIがPika Relayからのリクエストを拒否しています。Pika Relayの管理者による対応が必要です。確認は自動的に続けます。",
    "follow.slow-down": "Pika APIがリクエストの数を制限しています。確認は自動的に続けます。",
    "follow.no-answer": "Pika APIが正しく応答していません。確認は自動的に続けます。",
    "retry.not-found":
      "Pika APIでこのジョブが見つからなくなったため、再実行できません。APIからのメッセージ：",
    "retry.moderated": "モデレーションのため、Pika APIで再実行できません。APIからのメッセージ：",
    "retry.unknown":
      "Pika APIから応答がなかったため、新しいジョブが開始されたかどうかわかりません。確認してから、もう一度お試しください。",
    "retry.unavailable":
      "Pika APIが正しく応答しないため、何も開始されませんでした。後でもう一度お試しください。",
    "retry.refused":
      "Pika APIがPika Relayからのリクエストを拒否しているため、何も開始されませんでした。Pika Relayの管理者による対応が必要です。",
    "retry.slow-down":
      "Pika APIがリクエストの数を制限しているため、何も開始されませんでした。1分後にもう一度お試しください。",
    "retry.unknown-here":
      "{people} Pika APIにジョブ {job} の再実行をリクエストしましたが、新しいジョブが開始されたかどうかわかりません。確認してから、もう一度お試しください。新しいジョブの結果は投稿されません。",
  },
  "pt-BR": {
    "status.unasked": "Aguardando a API do Pika",
    "trouble.unauthorised":
      "A API do Pika não está aceitando o token do Pika Relay. Quem administra o Pika Relay precisa renová-lo. Vou continuar tentando.",
    "trouble.no-subscription":
      "A API do Pika está recusando as solicitações porque não há uma assinatura ativa. Quem administra o Pika Relay precisa renová-la. Vou continuar tentando.",
    "trouble.rate-limited": "A API do Pika está limitando as solicitações. Vou continuar tentando.",
    "trouble.unavailable": "A API do Pika está fora do ar ou não responde. Vou continuar tentando.",
    "trouble.not-understood":
      "Não consigo ler as respostas da API do Pika. Vou continuar tentando.",
    "outage.over": "A API do Pika voltou a funcionar. O problema durou de {from} a {to}.",
    "outage.unwatched":
      "Não há mais tarefas aqui aguardando a API do Pika. Ela não respondia corretamente desde {from}.",
    "result.unknown-job": "A API do Pika não encontrou esta tarefa",
    "result.no-reason": "A API do Pika não informou o motivo.",
    "result.api-says": "Resposta da API do Pika:",
    "result.api-says-nothing": "A API do Pika não deu mais detalhes.",
    "result.no-status":
      "A API do Pika nunca informou o status. Para voltar a acompanhar: {command}",
    "result.alt-text": "Resultado da tarefa do Pika {job}",
    "link.expired": "o link expirou, e a API do Pika não tem um novo",
    "follow.not-found": "A API do Pika não encontrou a tarefa {job}. Ela diz:",
    "follow.refused":
      "A API do Pika está recusando as solicitações do Pika Relay; quem o administra precisa resolver isso. Vou continuar tentando.",
    "follow.slow-down": "A API do Pika está limitando as solicitações. Vou continuar tentando.",
    "follow.no-answer": "A API do Pika não está respondendo corretamente. Vou continuar tentando.",
    "retry.not-found":
      "A API do Pika não encontra mais esta tarefa, então ela não pode ser executada de novo. A API diz:",
    "retry.moderated":
      "A API do Pika não vai executar a tarefa de novo por causa da moderação. Ela diz:",
    "retry.unknown":
      "A API do Pika não respondeu, então não sei se uma nova tarefa foi iniciada. Confira antes de tentar de novo.",
    "retry.unavailable":
      "A API do Pika não está respondendo corretamente, então nada foi iniciado. Tente de novo mais tarde.",
    "retry.refused":
      "A API do Pika está recusando as solicitações do Pika Relay, então nada foi iniciado. Quem administra o Pika Relay precisa resolver isso.",
    "retry.slow-down":
      "A API do Pika está limitando as solicitações, então nada foi iniciado. Tente de novo em um minuto.",
    "retry.unknown-here":
      "{people} Pedi à API do Pika que executasse a tarefa {job} de novo, mas não sei se uma nova tarefa foi iniciada. Confira antes de tentar de novo; não vou publicar o resultado dela.",
  },
} as const;
