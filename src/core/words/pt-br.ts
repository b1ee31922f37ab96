import type { Catalogue } from "./en.ts";

/** The catalogue in Brazilian Portuguese. */
export const ptBr = {
  // Units and numbers.
  "unit.day": "{n}\u00a0d",
  "unit.hour": "{n}\u00a0h",
  "unit.minute": "{n}\u00a0min",
  "unit.second": "{n}\u00a0s",
  "unit.bytes": "{n}\u00a0bytes",
  "unit.kilobytes": "{n}\u00a0kB",
  "unit.megabytes": "{n}\u00a0MB",
  "unit.percent": "{n}%",
  "jobs.one": "{n} tarefa",
  "jobs.other": "{n} tarefas",
  "commands.one": "{n} comando",
  "commands.other": "{n} comandos",
  "lines.one": "… (mais {n} linha)",
  "lines.other": "… (mais {n} linhas)",
  "characters.one": "… (mais {n} caractere)",
  "characters.other": "… (mais {n} caracteres)",

  // What a job's status is called.
  "status.unasked": "Aguardando a API de tarefas",
  "status.created": "Aguardando o início",
  "status.started": "Iniciada",
  "status.progress": "Em andamento",
  "status.running": "Em execução ({status})",
  "status.completed": "Concluída",
  "status.failed": "Falhou",
  "status.cancelled": "Cancelada",
  "status.moderated": "Interrompida pela moderação",
  "status.gave-up": "Espera encerrada",
  "status.unknown-job": "Desconhecida pela API de tarefas",
  "status.forgotten": "Não é mais acompanhada",

  // The status message.
  "status.word": "status {status}",
  "status.job": "Tarefa {job}",
  "status.asked-by": "Solicitada por {people}",
  "status.submitted": "enviada {when}",
  "status.took": "duração de {duration}",
  "status.asked-every": "A API de tarefas é consultada a cada {interval}. Fim da espera: {when}.",
  "status.asked-between":
    "A API de tarefas é consultada em intervalos de {from} a {to}. Fim da espera: {when}.",
  "status.upload-limit":
    "Arquivos de até {size} podem ser anexados aqui; os maiores são enviados como link.",
  "status.undelivered":
    "**A tarefa deu certo, mas não foi possível publicar o resultado aqui:** {reason}.",
  "status.undelivered-bad":
    "**A tarefa terminou, mas não foi possível publicar isso aqui:** {reason}.",
  "status.sent-privately": "Em vez disso, foi enviado a {person} por mensagem direta.",
  "status.kept": "O resultado fica guardado por uma semana: {command} mostra.",
  "status.result": "Ver o resultado",
  "status.forgotten-by": "{person} deixou de acompanhar esta tarefa aqui.",

  // Why a result could not be posted.
  "undelivered.channel_lost": "o canal não existe mais, ou fui removido dele",
  "undelivered.forbidden": "não tenho permissão para publicar aqui",
  "undelivered.text_refused": "a moderação de mensagens recusa o texto",
  "undelivered.channel_not_allowed": "não estou mais configurado para uso aqui",
  "undelivered.too_late": "a publicação falhou durante 24 horas",
  "undelivered.rejected": "a plataforma não aceita a mensagem",

  // Trouble with the job API.
  "trouble.unauthorised":
    "A API de tarefas está recusando este relay no momento (sem autorização). Quem administra o relay precisa renovar o token da API. O relay continua consultando.",
  "trouble.no-subscription":
    "A API de tarefas está recusando este relay no momento (sem assinatura, ou assinatura vencida). Quem administra o relay precisa renovar a assinatura. O relay continua consultando.",
  "trouble.rate-limited":
    "A API de tarefas está pedindo que o relay vá mais devagar no momento. O relay continua consultando.",
  "trouble.unavailable":
    "A API de tarefas está fora do ar ou não responde no momento. O relay continua consultando.",
  "trouble.not-understood":
    "As respostas da API de tarefas estão ilegíveis no momento. O relay continua consultando.",

  // The result.
  "result.video-ready": "Seu vídeo está pronto",
  "result.other-ready": "Seu resultado está pronto",
  "result.file-not-attached": "{ready}, mas não foi possível anexar o arquivo",
  "result.files-not-attached": "{ready}, mas não foi possível anexar os arquivos",
  "result.no-attachments": "A tarefa foi concluída, mas não tem anexos",
  "result.failed": "A tarefa falhou",
  "result.cancelled": "A tarefa foi cancelada",
  "result.moderated": "A tarefa foi interrompida pela moderação",
  "result.gave-up": "Parei de esperar depois de {duration}",
  "result.unknown-job": "A API de tarefas não conhece esta tarefa",
  "result.headline": "{people} {symbol} **{words}.** Tarefa {job}.",
  "result.headline-took": "{people} {symbol} **{words}.** A tarefa {job} levou {duration}.",
  "result.headline-alone": "{symbol} **{words}.** Tarefa {job}.",
  "result.headline-alone-took": "{symbol} **{words}.** A tarefa {job} levou {duration}.",
  "result.shared-by": "Compartilhado por {person}.",
  "result.notification": "Publicado aqui porque as notificações do canal estão ativadas.",
  "result.sent-privately": "Isto foi solicitado em um canal no qual não posso mais publicar.",
  "result.one-line": "{people} {symbol} **{words}.** {link}",
  "result.see-status": "Mensagem de status",
  "result.part": "Arquivos {from} a {to} de {count} da tarefa {job}.",
  "result.smaller-copy": "uma cópia menor, de {size}, porque o original tem {original}",
  "result.error": "Erro:",
  "result.details": "Detalhes:",
  "result.no-reason": "A API de tarefas não informou o motivo.",
  "result.api-says": "A API de tarefas diz:",
  "result.api-says-nothing": "A API de tarefas não diz mais nada.",
  "result.last-status":
    "O último status conhecido era “{status}”. Para continuar esperando: {command}",
  "result.no-status":
    "A API de tarefas nunca informou o status. Para continuar esperando: {command}",
  "result.ask-again": "Se for um engano, pergunte de novo: {command}",
  "result.moderated-text": "O resto desta mensagem foi recusado aqui pela moderação de mensagens.",
  "result.alt-text": "Resultado da tarefa do Pika {job}",
  "result.forgotten":
    "{person} deixou de acompanhar a tarefa {job} aqui, então o resultado não será publicado. Para acompanhar de novo: {command}",

  // A file that is linked.
  "link.line": "{file} não foi anexado: {reason}.",
  "link.line-until": "{file} não foi anexado: {reason}. O link funciona até {when}.",
  "link.sized": "{file} ({size})",
  "link.file": "O arquivo",
  "link.expired": "o link expirou, e a API de tarefas não tem um novo",
  "link.unreachable": "não foi possível baixar o arquivo",
  "link.not-media": "não é vídeo, imagem nem som",
  "link.address-refused": "o relay não baixa nada desse endereço",
  "link.file-refused": "não foi possível publicar como arquivo aqui",
  "link.too-large": "é grande demais para este canal",
  "link.too-large-for": "passa dos {size} permitidos aqui",

  // Commands: what the platform's menus say of them. At most 100 characters.
  "command.pika-status": "Acompanhar uma tarefa de vídeo do Pika e receber o resultado neste canal",
  "command.pika-jobs": "Ver o que este canal aguarda e os últimos resultados",
  "command.pika-forget": "Deixar de acompanhar uma tarefa neste canal",
  "command.pika-share": "Publicar em outro canal o resultado de uma tarefa terminada",
  "command.pika-notify": "Publicar neste canal cada tarefa terminada da conta",
  "command.pika-settings": "Ver ou mudar como os resultados são publicados neste canal",
  "command.pika-help": "O que você pode fazer aqui com o Pika Relay",
  "option.jobid": "O ID de tarefa que a API do Pika devolveu quando a tarefa foi enviada",
  "option.followed-jobid": "O ID de uma tarefa que este canal acompanha",
  "option.finished-jobid": "O ID de uma tarefa cujo resultado foi publicado neste canal",
  "option.channel": "Onde publicar",
  "option.notify": "Ativar ou desativar as notificações, ou ver se estão ativadas",
  "option.delivery":
    "Como os resultados chegam: em uma nova mensagem, na mensagem de status ou em uma thread",
  "shortcut.follow": "Acompanhar esta tarefa do Pika",

  // Buttons.
  "button.refresh": "Atualizar",
  "button.stop": "Deixar de acompanhar",
  "button.share": "Compartilhar…",
  "button.retry": "Repetir",
  "button.retry-now": "Executar de novo",
  "button.cancel": "Cancelar",
  "button.try-again": "Tentar de novo",
  "button.previous": "Anterior",
  "button.next": "Próxima",
  "choice.channel": "Escolha um canal",

  // Answers that any command may give.
  "answer.interim": "Estou verificando isso; a resposta chega em instantes.",
  "answer.failed": "Algo deu errado no relay, e nada foi feito. Tente de novo.",
  "answer.unknown-command": "Não conheço esse comando.",
  "answer.restarting": "Estou reiniciando. Tente de novo em instantes.",
  "answer.people-only": "Só aceito comandos de pessoas.",
  "answer.not-allowed-here":
    "Não estou configurado para uso aqui. Quem administra este relay decide onde ele pode ser usado.",
  "answer.too-often":
    "Esse foi um a mais: aceito {commands} por minuto de cada pessoa. Tente de novo em {duration}.",
  "answer.too-often-rest": "As tarefas já acompanhadas continuam, e nada foi feito com esta.",
  "answer.store-down": "**Não consegui salvar isso agora, então nada foi alterado.**",
  "answer.store-down-rest":
    "Tente de novo em um minuto. Se continuar assim, avise quem administra este relay.",
  "answer.not-found": "Não conheço essa tarefa neste canal.",
  "answer.not-found-rest": "{command} mostra o que este canal aguarda e os últimos resultados.",
  "answer.needs-manage": "**Só quem pode gerenciar este canal pode fazer isso.**",
  "answer.cancelled": "Nada foi feito.",

  // Job ids.
  "jobid.missing": "Falta um ID de tarefa.",
  "jobid.invalid":
    "Isso não é um ID de tarefa: ele precisa ter de 1 a {max} caracteres, sem espaços.",
  "jobid.example": "Um ID de tarefa é assim: {example}.",
  "jobid.where": "É o campo {field} da resposta à requisição que iniciou a tarefa.",

  // Following.
  "follow.following": "Acompanhando a tarefa {job}. O resultado será publicado neste canal.",
  "follow.following-thread":
    "Acompanhando a tarefa {job}. O resultado será publicado nesta thread.",
  "follow.over": "Acompanhando a tarefa {job}. O resultado está sendo publicado neste canal.",
  "follow.already":
    "Este canal já acompanha a tarefa {job}. Você também receberá uma menção quando ela terminar.",
  "follow.already-over":
    "Este canal já acompanha a tarefa {job}. Ela terminou, e o resultado está sendo publicado agora.",
  "follow.not-found": "A API de tarefas não conhece a tarefa {job}. Ela diz:",
  "follow.not-found-rest": "Nada está sendo acompanhado. Confira o ID da tarefa e tente de novo.",
  "follow.no-access": "**Não posso publicar resultados neste canal.** {problem}",
  "follow.no-access-rest": "Nada está sendo acompanhado ainda. Tente de novo depois disso.",
  "follow.too-many-of-user":
    "**Você já aguarda {jobs} aqui, o limite por pessoa.** Esta não será acompanhada. Tente de novo quando uma das suas terminar.",
  "follow.too-many-of-channel":
    "**Este canal já acompanha {jobs}, o limite por canal.** Esta não será acompanhada. Tente de novo quando uma delas terminar, ou em outro canal.",
  "follow.too-many-rest": "Quem administra este relay pode aumentar o limite.",
  "follow.store-down":
    "**Não consegui salvar isso agora, então a tarefa não está sendo acompanhada.**",
  "follow.see-status": "Ver a mensagem de status",
  "follow.refused":
    "A API de tarefas está recusando o relay no momento; quem o administra precisa agir. Continuo consultando.",
  "follow.slow-down":
    "A API de tarefas está me pedindo para ir mais devagar no momento. Continuo consultando.",
  "follow.no-answer": "A API de tarefas não responde direito no momento. Continuo consultando.",

  // Refreshing.
  "refresh.running": "Consultado agora mesmo: {status}.",
  "refresh.over": "Consultado agora mesmo: a tarefa terminou. O resultado está a caminho.",
  "refresh.done": "Esta tarefa terminou. O resultado foi publicado aqui.",
  "refresh.undelivered": "Esta tarefa terminou, e não foi possível publicar o resultado aqui.",

  // Stopping.
  "forget.done": "A tarefa {job} não é mais acompanhada aqui. O resultado não será publicado.",
  "forget.told": "As outras pessoas que a solicitaram são avisadas.",
  "forget.over": "A tarefa {job} terminou: não há mais nada para interromper.",
  "forget.not-yours":
    "**Só quem solicitou esta tarefa, ou quem pode gerenciar este canal, pode deixar de acompanhá-la.**",

  // Sharing.
  "share.where": "Onde o resultado da tarefa {job} deve ser publicado?",
  "share.done": "O resultado da tarefa {job} está sendo publicado em {channel}.",
  "share.running":
    "A tarefa {job} ainda não terminou. O resultado poderá ser compartilhado quando ela terminar.",
  "share.already": "{channel} já recebe o resultado da tarefa {job}.",
  "share.here": "O resultado da tarefa {job} já está neste canal.",
  "share.person": "**Você não pode publicar em {channel}**, então não publico lá por você.",
  "share.bot": "**Não posso publicar em {channel}.** {problem}",
  "share.elsewhere": "Não conheço esse canal aqui. Ele precisa ser deste servidor ou workspace.",
  "share.channel-missing": "Falta um canal.",

  // Running it again.
  "retry.sure":
    "Executar a tarefa {job} de novo? Uma nova tarefa com as mesmas configurações será iniciada e acompanhada aqui.",
  "retry.started": "Iniciada de novo como a tarefa {job}.",
  "retry.not-found":
    "A API de tarefas não conhece mais esta tarefa, então ela não pode ser executada de novo. A API diz:",
  "retry.moderated": "A API de tarefas se recusa a executar a tarefa de novo (moderação). Ela diz:",
  "retry.queue-full":
    "A conta já executa todas as tarefas que pode. Tente de novo quando uma delas terminar.",
  "retry.unknown":
    "A API de tarefas não respondeu, então não sei se uma nova tarefa foi iniciada. Confira antes de tentar de novo.",
  "retry.unavailable":
    "A API de tarefas não responde direito no momento, e nada foi iniciado. Tente de novo mais tarde.",
  "retry.refused":
    "A API de tarefas está recusando o relay no momento, e nada foi iniciado. Quem administra o relay precisa agir.",
  "retry.slow-down":
    "A API de tarefas está me pedindo para ir mais devagar no momento, e nada foi iniciado. Tente de novo em um minuto.",
  "retry.not-retryable": "A tarefa {job} não pode ser executada de novo.",

  // Posting again what could not be posted.
  "again.trying": "Tentando publicar de novo o resultado da tarefa {job}.",
  "again.not-yours": "**Só quem solicitou esta tarefa pode fazer isso.**",
  "again.not-needed": "O resultado da tarefa {job} já foi publicado, ou está sendo publicado.",

  // The list.
  "list.waiting": "**Este canal aguarda {jobs}.**",
  "list.waiting-none":
    "**Este canal não aguarda nenhuma tarefa.** {command} serve para acompanhar uma.",
  "list.since": "acompanhamento iniciado {when}",
  "list.asked-by": "solicitada por {people}",
  "list.by-notification": "pelas notificações do canal",
  "list.next-look": "próxima consulta {when}",
  "list.looking": "consulta em andamento",
  "list.results": "**Últimos resultados**",
  "list.ended": "{when}",
  "list.undelivered": "não foi possível publicar: {reason}",
  "list.status": "status",
  "list.result": "resultado",
  "list.page": "Página {page} de {pages}",

  // Channel notifications.
  "notify.on":
    "**As notificações do canal estão ativadas.** Cada tarefa da conta que termina é publicada aqui.",
  "notify.on-rest": "{command} desativa as notificações.",
  "notify.already-on": "**As notificações do canal já estão ativadas**; {person} as ativou {when}.",
  "notify.off":
    "**As notificações do canal estão desativadas.** As tarefas que alguém acompanha continuam sendo publicadas.",
  "notify.already-off":
    "**As notificações do canal estão desativadas.** {command} ativa as notificações.",
  "notify.lost":
    "**As notificações do canal {channel} foram desativadas:** {reason}. Quando isso for resolvido, {command} as ativa de novo.",
  "notify.invalid": "Precisa ser uma destas opções: {choices}.",

  // Settings.
  "settings.delivery": "Os resultados chegam aqui desta forma: **{delivery}**. {explanation}",
  "settings.changed":
    "Alterado. Os resultados chegam aqui desta forma: **{delivery}**. {explanation}",
  "settings.how": "Para mudar: {command}",
  "settings.invalid": "Os resultados podem chegar de uma destas formas: {choices}.",
  "settings.post": "O resultado é uma nova mensagem que responde à mensagem de status.",
  "settings.edit": "O resultado aparece na mensagem de status, e uma linha abaixo avisa.",
  "settings.thread": "O resultado é publicado em uma thread da mensagem de status.",

  // Help.
  "help.title":
    "**O Pika Relay acompanha tarefas de vídeo do Pika e publica os resultados onde você pediu.**",
  "help.command": "{command} {description}",
  "help.manage": "{command} {description} (você pode, porque gerencia este canal)",
  "help.manage-not": "{command} {description} (só para quem pode gerenciar este canal)",
  "help.buttons": "Os botões abaixo de uma mensagem de status fazem o mesmo com um clique.",

  // What a channel allows.
  "access.not-member": "O bot não é membro deste servidor, então não poderá publicar aqui depois.",
  "access.invite": "Alguém que gerencia o servidor pode adicionar o bot: {url}",
  "access.missing-one": "Falta uma permissão para o bot aqui: {names}.",
  "access.missing-many": "Faltam permissões para o bot aqui: {names}.",
  "access.allow":
    "Alguém que gerencia este canal pode permitir: Editar canal → Permissões → cargo do bot → {names}.",
  "access.locked": "Esta thread está trancada, e nada pode ser publicado nela.",
  "access.unlock": "Peça à moderação que destranque a thread, ou use o comando em outro canal.",
  "access.no-history":
    "O bot não pode ler o histórico de mensagens aqui: os resultados não são respostas, e depois de uma queda algum deles pode aparecer duas vezes. Alguém que gerencia este canal pode permitir: Ver histórico de mensagens.",
  "access.not-invited": "Não sou membro deste canal e não consigo entrar nele por conta própria.",
  "access.slack-invite": "Digite {command} aqui e tente de novo.",
  "access.not-for-me": "Não posso publicar em mensagens diretas entre pessoas.",
  "access.use-elsewhere": "Use o comando em um canal, ou em uma mensagem direta com {bot}.",
  "access.archived": "Este canal está arquivado, então nada pode ser publicado aqui.",
  "access.unarchive": "Desarquive o canal primeiro, ou use outro canal.",
  "access.lacks": "O que me falta: {names}.",
  "access.not-allowed": "Não tenho permissão para publicar mensagens aqui.",
  "access.ask-manager":
    "Peça a alguém que gerencia este canal que me adicione e me permita publicar mensagens e anexar arquivos.",
} as const satisfies Catalogue;
