import type { Catalogue } from "./en.ts";

/** The catalogue in Brazilian Portuguese. */
export const ptBr = {
  // Units and numbers.
  "unit.day": "{n}\u00a0d",
  "unit.hour": "{n}\u00a0h",
  "unit.minute": "{n}\u00a0min",
  "unit.second": "{n}\u00a0s",
  "unit.bytes": "{n}\u00a0B",
  "unit.kilobytes": "{n}\u00a0kB",
  "unit.megabytes": "{n}\u00a0MB",
  "join.names": "{first}, {second}",
  "join.units": "{first}\u00a0{second}",
  "jobs.one": "{n} tarefa",
  "jobs.many": "{n} tarefas",
  "jobs.other": "{n} tarefas",
  "commands.one": "{n} comando",
  "commands.many": "{n} comandos",
  "commands.other": "{n} comandos",
  "files.one": "{n} arquivo",
  "files.many": "{n} arquivos",
  "files.other": "{n} arquivos",
  "ahead.one": "{n} tarefa na frente",
  "ahead.many": "{n} tarefas na frente",
  "ahead.other": "{n} tarefas na frente",
  "credits.one": "{n} crédito",
  "credits.many": "{n} créditos",
  "credits.other": "{n} créditos",
  "units.one": "{n} unidade faturável",
  "units.many": "{n} unidades faturáveis",
  "units.other": "{n} unidades faturáveis",
  "lines.one": "… (mais {n} linha)",
  "lines.many": "… (mais {n} linhas)",
  "lines.other": "… (mais {n} linhas)",
  "characters.one": "… (mais {n} caractere)",
  "characters.many": "… (mais {n} caracteres)",
  "characters.other": "… (mais {n} caracteres)",

  // What a job's status is called.
  "status.unasked": "Aguardando a API do {source}",
  "status.created": "Na fila",
  "status.started": "Iniciada",
  "status.progress": "Em andamento",
  "status.running": "Em execução ({status})",
  "status.completed": "Concluída",
  "status.failed": "Falhou",
  "status.cancelled": "Cancelada",
  "status.moderated": "Bloqueada pela moderação",
  "status.gave-up": "Espera encerrada",
  "status.unknown-job": "Não encontrada",
  "status.quarantined": "Acompanhamento interrompido por erros internos",
  "status.forgotten": "Acompanhamento encerrado",

  // The status message.
  "status.job": "Tarefa {job}",
  "status.submitted": "enviada {when}",
  "status.next": "é a próxima",
  "status.usual-end": "costuma terminar entre {from} e {to}",
  "status.took": "levou {duration}",
  "status.asked-every": "Verificação a cada {interval}. Fim do acompanhamento: {when}.",
  "status.asked-between":
    "Verificação em intervalos de {from} a {to}. Fim do acompanhamento: {when}.",
  "status.undelivered":
    "**A tarefa foi concluída, mas não foi possível publicar o resultado aqui:** {reason}.",
  "status.undelivered-bad":
    "**A tarefa terminou, mas não foi possível avisar aqui como ela terminou:** {reason}.",
  "status.sent-privately": "O resultado foi enviado a {person} por mensagem direta.",
  "status.files-kept": "Já salvei os arquivos.",
  "status.files-kept-until": "Já salvei os arquivos; no {source}, ficam disponíveis até {when}.",
  "status.files-until": "No {source}, os arquivos ficam disponíveis até {when}.",
  "status.kept": "Ele fica disponível por uma semana em {command}.",
  "status.result": "Ver o resultado",
  "status.forgotten-by": "{person} deixou de acompanhar esta tarefa aqui.",
  "status.post-unanswered":
    "Ainda não consegui publicar o resultado: {platform} não está respondendo. Vou continuar tentando.",
  "status.post-limited":
    "Ainda não consegui publicar o resultado: {platform} está limitando minhas mensagens. Vou continuar tentando.",

  // Why a result could not be posted.
  "undelivered.channel_lost": "não tenho mais acesso ao canal",
  "undelivered.forbidden": "não tenho permissão para publicar no canal",
  "undelivered.text_refused": "um filtro de mensagens bloqueou o texto",
  "undelivered.channel_not_allowed": "o Pika Relay não está mais habilitado no canal",
  "undelivered.too_late": "a publicação falhou durante 24 horas",
  "undelivered.rejected": "a plataforma recusou a mensagem",
  "undelivered.quarantined": "ocorreram vários erros internos",
  "undelivered.message_lost": "o tópico não existe mais",

  // Trouble with the job API.
  "trouble.unauthorised":
    "A API do {source} não está aceitando o token do Pika Relay. Quem administra o Pika Relay precisa renová-lo. Vou continuar tentando.",
  "trouble.no-subscription":
    "A API do {source} está recusando as solicitações porque não há uma assinatura ativa. Quem administra o Pika Relay precisa renová-la. Vou continuar tentando.",
  "trouble.rate-limited":
    "A API do {source} está limitando as solicitações. Vou continuar tentando.",
  "trouble.unavailable":
    "A API do {source} está fora do ar ou não responde. Vou continuar tentando.",
  "trouble.not-understood":
    "Não consigo ler as respostas da API do {source}. Vou continuar tentando.",
  "outage.since":
    "Desde {from}. Aguardando aqui: {jobs}. Vou publicar cada resultado assim que o receber.",
  "outage.over": "A API do {source} voltou a funcionar. O problema durou de {from} a {to}.",
  "outage.unwatched":
    "Não há mais tarefas aqui aguardando a API do {source}. Ela não respondia corretamente desde {from}.",

  // The result.
  "result.video-ready": "O vídeo está pronto",
  "result.other-ready": "O resultado está pronto",
  "result.file-not-attached": "{ready}, mas não foi possível anexar o arquivo",
  "result.files-not-attached": "{ready}, mas não foi possível anexar os arquivos",
  "result.no-attachments": "A tarefa foi concluída, mas não gerou arquivos",
  "result.deleted": "A tarefa foi concluída, mas os arquivos já foram excluídos",
  "result.failed": "A tarefa falhou",
  "result.cancelled": "A tarefa foi cancelada",
  "result.moderated": "A tarefa foi bloqueada pela moderação",
  "result.gave-up": "Parei de esperar depois de {duration}",
  "result.quarantined": "Parei de acompanhar esta tarefa depois de vários erros internos",
  "result.unknown-job": "A API do {source} não encontrou esta tarefa",
  "result.headline-reason": "{symbol} **{words}:** {reason}",
  "result.headline-sentence": "{symbol} **{words}.** {sentence}",
  "result.summary": "{words}: {rest}",
  "result.shared-by": "compartilhado por {person}",
  "result.sent-privately": "Você pediu isto em um canal no qual não posso mais publicar.",
  "result.see-status": "Ver o status",
  "result.part": "Arquivos {from} a {to} de {count} da tarefa {job}.",
  "result.part-one": "Arquivo {from} de {count} da tarefa {job}.",
  "result.smaller-copy": "reduzido para {size} (original: {original})",
  "result.cost": "custou {cost}",
  "result.no-reason": "A API do {source} não informou o motivo.",
  "result.api-says": "Resposta da API do {source}:",
  "result.api-says-nothing": "A API do {source} não deu mais detalhes.",
  "result.last-status": "Último status conhecido: “{status}”. Para voltar a acompanhar: {command}",
  "result.no-status":
    "A API do {source} nunca informou o status. Para voltar a acompanhar: {command}",
  "result.quarantined-rest":
    "A tarefa em si não foi afetada. Para voltar a acompanhar mais tarde: {command}",
  "result.ask-again": "Se for um engano, tente de novo: {command}",
  "result.moderated-text": "Um filtro de mensagens bloqueou o resto desta mensagem.",
  "result.alt-text": "Resultado da tarefa do {source} {job}",
  "result.forgotten":
    "{person} deixou de acompanhar a tarefa {job} aqui, então o resultado não será publicado. Para acompanhar de novo: {command}",
  "result.more-files": "A tarefa tem {count} arquivos; {kept} deles foram publicados aqui.",

  // A file that is linked.
  "link.line": "{file} não pôde ser anexado: {reason}.",
  "link.line-until": "{file} não pôde ser anexado: {reason}. O link funciona até {when}.",
  "link.sized": "{file} ({size})",
  "link.file": "O arquivo",
  "link.expired": "o link expirou, e a API do {source} não tem um novo",
  "link.unreachable": "não foi possível baixar o arquivo",
  "link.not-media": "não é vídeo, imagem nem áudio",
  "link.address-refused": "downloads desse endereço não são permitidos",
  "link.file-refused": "não foi possível enviar o arquivo aqui",
  "link.too-large": "é grande demais para este canal",
  "link.too-large-for": "ultrapassa o limite de {size}",
  "link.unsafe":
    "o {source} o marcou como conteúdo sensível, e o {platform} não consegue desfocá-lo",
  "link.unsafe-private":
    "o {source} o marcou como conteúdo sensível, e o {platform} não consegue desfocá-lo. Baixe o arquivo no {source} ou peça a quem administra o Pika Relay",
  "unsafe.spoiler": "Atrás de um spoiler: {files} que o {source} marcou como conteúdo sensível.",
  "unsafe.linked": "Cuidado com os links: o {source} marcou {files} como conteúdo sensível.",
  "unsafe.hidden":
    "Não publiquei {files} que o {source} marcou como conteúdo sensível. Quem administra o Pika Relay pode mudar isso com {variable}.",

  // Commands: what the platform's menus say of them. At most 100 characters.
  "command.pika-status": "Acompanhar uma tarefa de vídeo do Pika e receber o resultado neste canal",
  "command.any-status": "Acompanhar uma tarefa de vídeo e receber o resultado neste canal",
  "command.pika-jobs": "Ver as tarefas que este canal acompanha e os últimos resultados",
  "command.pika-forget": "Deixar de acompanhar uma tarefa neste canal",
  "command.pika-share": "Compartilhar em outro canal o resultado de uma tarefa finalizada",
  "command.pika-notify": "Publicar neste canal cada tarefa finalizada da conta",
  "command.pika-settings":
    "Ver ou alterar como os resultados são publicados aqui e se eles notificam você",
  "command.pika-help": "Ver o que você pode fazer com o Pika Relay",
  "option.jobid": "O ID que a API do Pika retornou quando a tarefa foi enviada",
  "option.any-job": "O ID de uma tarefa, um link ou o comando curl; até 10 IDs ou links de uma vez",
  "option.followed-jobid": "O ID de uma tarefa que este canal acompanha",
  "option.finished-jobid": "O ID de uma tarefa cujo resultado foi publicado neste canal",
  "option.channel": "O canal onde publicar",
  "option.notify": "Ativar ou desativar as notificações, ou ver se estão ativadas",
  "option.delivery":
    "Como os resultados chegam: em uma nova mensagem, na mensagem de status ou em um tópico",
  "option.broadcast":
    "Se uma mensagem curta no canal avisa sobre os resultados publicados em um tópico",
  "option.ping": "Se os resultados notificam você; vale só para você, em todos os canais",
  "shortcut.follow": "Acompanhar esta tarefa",

  // Buttons.
  "button.refresh": "Atualizar",
  "button.stop": "Deixar de acompanhar",
  "button.share": "Compartilhar…",
  "button.retry": "Executar de novo",
  "button.retry-now": "Executar de novo",
  "button.cancel": "Cancelar",
  "button.cancel-job": "Cancelar tarefa",
  "button.keep-running": "Deixar continuar",
  "button.try-again": "Publicar de novo",
  "button.previous": "Anterior",
  "button.next": "Próxima",
  "choice.channel": "Escolha um canal",

  // Answers that any command may give.
  "answer.interim": "Um momento, estou verificando…",
  "answer.failed": "Algo deu errado e nada foi alterado. Tente de novo.",
  "answer.unknown-command": "Não conheço esse comando.",
  "answer.restarting": "Estou reiniciando. Tente de novo em instantes.",
  "answer.people-only": "Só aceito comandos de pessoas.",
  "answer.not-allowed-here":
    "O Pika Relay não está habilitado aqui. Quem o administra decide onde ele pode ser usado.",
  "answer.too-often":
    "Você está indo rápido demais: o limite é de {commands} por minuto. Tente de novo em {duration}.",
  "answer.too-often-rest":
    "Desta vez, nada foi feito. As tarefas que você já acompanha não são afetadas.",
  "answer.store-down": "**Não consegui salvar, então nada foi alterado.**",
  "answer.store-unread": "**Não consigo consultar isso agora.**",
  "answer.store-down-rest":
    "Tente de novo em um minuto. Se o problema continuar, avise quem administra o Pika Relay.",
  "answer.not-found": "Não encontrei essa tarefa neste canal.",
  "answer.not-found-rest":
    "{command} mostra as tarefas que este canal acompanha e os últimos resultados.",
  "answer.needs-manage": "**Só quem pode gerenciar este canal pode fazer isso.**",
  "answer.cancelled": "Nada foi alterado.",
  "answer.other-workspace":
    "Estou instalado em outro workspace e só aceito comandos dos membros dele.",
  "answer.platform-slow":
    "A plataforma não respondeu a tempo, então não pude verificar suas permissões e nada foi alterado. Tente de novo em instantes.",
  "answer.not-installed":
    "Não estou mais instalado neste workspace. Quem gerencia os apps dele pode instalar o Pika Relay de novo.",

  "install.done": "O Pika Relay está instalado em {workspace}.",
  "install.next": "Para ver o que ele faz, digite {command} no Slack.",
  "install.cancelled": "A instalação foi cancelada e nada foi instalado.",
  "install.expired":
    "Esta página expirou, ou a instalação foi iniciada em outro navegador. Nada foi instalado.",
  "install.failed": "Algo deu errado e o Pika Relay não foi instalado. Tente de novo em instantes.",
  "install.again": "Começar de novo",

  // Job ids.
  "jobid.missing": "Informe um ID de tarefa.",
  "jobid.invalid":
    "Isso não é um ID de tarefa: ele precisa ter de 1 a {max} caracteres, sem espaços.",
  "jobid.example": "Um ID de tarefa é assim: {example}.",
  "jobid.where": "É o campo {field} da resposta à requisição que iniciou a tarefa.",

  // Following.
  "follow.following":
    "Acompanhando a tarefa {job}. Vou publicar o resultado neste canal e mencionar você.",
  "follow.following-thread":
    "Acompanhando a tarefa {job}. Vou publicar o resultado neste tópico e mencionar você.",
  "follow.over": "A tarefa {job} já terminou. Estou publicando o resultado aqui.",
  "follow.already":
    "Este canal já acompanha a tarefa {job}. Também vou mencionar você quando ela terminar.",
  "follow.already-you": "Você já acompanha a tarefa {job} aqui.",
  "follow.already-over":
    "Este canal já acompanha a tarefa {job}. Ela terminou, e estou publicando o resultado.",
  "follow.not-found": "A API do {source} não encontrou a tarefa {job}. Ela diz:",
  "follow.not-found-rest": "Confira o ID da tarefa e tente de novo.",
  "follow.tried": "Serviços consultados: {sources}.",
  "follow.not-recognised":
    "Isso não parece um ID de tarefa nem um link para uma tarefa. Posso acompanhar tarefas destes serviços: {sources}.",
  "follow.source-off":
    "É uma tarefa do {source}, mas o {source} está desativado aqui. Quem administra o Pika Relay pode ativá-lo com {variable}.",
  "follow.ambiguous":
    "**Vários serviços têm uma tarefa com este ID.** Use o comando da tarefa que você procura:",
  "follow.ambiguous-choose":
    "**Vários serviços têm uma tarefa com este ID.** Escolha a que você procura.",
  "follow.undecided":
    "Não consegui verificar se esta tarefa existe: não houve resposta de {sources}. Tente de novo em instantes.",
  "follow.no-access": "**Não posso publicar resultados neste canal.** {problem}",
  "follow.no-access-rest": "Até lá, esta tarefa não será acompanhada.",
  "follow.too-many-of-user":
    "**Você já acompanha {jobs} aqui, o limite por pessoa.** Tente de novo quando uma delas terminar.",
  "follow.too-many-of-channel":
    "**Este canal já acompanha {jobs}, o limite por canal.** Tente de novo quando uma delas terminar, ou use outro canal.",
  "follow.too-many-rest": "Quem administra o Pika Relay pode aumentar o limite.",
  "follow.store-down": "**Não consegui salvar, então a tarefa não está sendo acompanhada.**",
  "follow.see-status": "Ver o status",
  "follow.refused":
    "A API do {source} está recusando as solicitações do Pika Relay; quem o administra precisa resolver isso. Vou continuar tentando.",
  "follow.slow-down": "A API do {source} está limitando as solicitações. Vou continuar tentando.",
  "follow.no-answer":
    "A API do {source} não está respondendo corretamente. Vou continuar tentando.",

  // Following several jobs at once.
  "follow.each": "Acompanhando {job}.",
  "follow.each-rest": "Vou publicar cada resultado neste canal e mencionar você.",
  "follow.each-rest-thread": "Vou publicar cada resultado neste tópico e mencionar você.",
  "follow.each-over": "A tarefa {job} já terminou. Estou publicando o resultado aqui.",
  "follow.each-already": "Este canal já acompanha {job}.",
  "follow.each-already-you": "Você já acompanha {job} aqui.",
  "follow.each-not-found": "Não encontrei {job}.",
  "follow.each-not-recognised": "{job} não parece um ID de tarefa nem um link para uma tarefa.",
  "follow.each-source-off":
    "{job} é uma tarefa do {source}, mas o {source} está desativado aqui ({variable}).",
  "follow.each-ambiguous":
    "Vários serviços têm uma tarefa {job}. Use o comando da tarefa que você procura:",
  "follow.each-ambiguous-choose":
    "Vários serviços têm uma tarefa {job}. Escolha abaixo a que você procura.",
  "follow.each-undecided": "Não consegui verificar {job}: não houve resposta de {sources}.",
  "follow.each-refused": "Não estou acompanhando {jobs}.",
  "follow.each-too-often":
    "Você está indo rápido demais: o limite é de {commands} por minuto, e cada tarefa conta como um. Tente de novo em {duration}.",
  "follow.each-store-down": "**Não consegui salvar.**",
  "follow.too-many-jobs":
    "**São {jobs}, mas aceito no máximo {max} por vez.** Nada foi feito. Divida-as em vários comandos.",

  // Refreshing.
  "refresh.running": "Verificado agora mesmo: {status}.",
  "refresh.over": "Verificado agora mesmo: a tarefa terminou. O resultado está a caminho.",
  "refresh.done": "Esta tarefa já terminou, e o resultado foi publicado aqui.",
  "refresh.undelivered": "Esta tarefa já terminou, mas não foi possível publicar o resultado aqui.",

  // Stopping.
  "forget.done": "A tarefa {job} não é mais acompanhada aqui. O resultado não será publicado.",
  "forget.told": "As outras pessoas que a acompanham serão avisadas.",
  "forget.over": "A tarefa {job} já terminou: não há nada para interromper.",
  "forget.not-yours":
    "**Só quem acompanha esta tarefa ou pode gerenciar este canal pode fazer isso.**",
  "forget.left":
    "Você não acompanha mais a tarefa {job} aqui. Outras pessoas ainda a acompanham, então vou publicar o resultado.",
  "forget.left-notified":
    "Você não acompanha mais a tarefa {job} aqui. As notificações do canal estão ativadas, então ainda vou publicar o resultado.",

  // Sharing.
  "share.where": "Onde você quer compartilhar o resultado da tarefa {job}?",
  "share.done": "Estou publicando o resultado da tarefa {job} em {channel}.",
  "share.running":
    "A tarefa {job} ainda está em andamento. Você poderá compartilhar o resultado quando ela terminar.",
  "share.already": "O resultado da tarefa {job} já está em {channel} ou a caminho.",
  "share.here": "O resultado da tarefa {job} já está neste canal.",
  "share.person": "**Você não pode publicar em {channel}**, então não posso publicar lá por você.",
  "share.bot": "**Não posso publicar em {channel}.** {problem}",
  "share.elsewhere": "Não encontrei esse canal. Escolha um deste servidor.",
  "share.channel-missing": "Escolha um canal.",

  // Running it again.
  "retry.sure":
    "Executar a tarefa {job} de novo? Uma nova tarefa com as mesmas configurações será iniciada e acompanhada aqui.",
  "retry.started": "Executando de novo como a tarefa {job}.",
  "retry.not-found":
    "A API do {source} não encontra mais esta tarefa, então ela não pode ser executada de novo. A API diz:",
  "retry.moderated":
    "A API do {source} não vai executar a tarefa de novo por causa da moderação. Ela diz:",
  "retry.queue-full":
    "A conta já está executando o máximo de tarefas. Tente de novo quando uma delas terminar.",
  "retry.unknown":
    "A API do {source} não respondeu, então não sei se uma nova tarefa foi iniciada. Confira antes de tentar de novo.",
  "retry.unavailable":
    "A API do {source} não está respondendo corretamente, então nada foi iniciado. Tente de novo mais tarde.",
  "retry.refused":
    "A API do {source} está recusando as solicitações do Pika Relay, então nada foi iniciado. Quem administra o Pika Relay precisa resolver isso.",
  "retry.slow-down":
    "A API do {source} está limitando as solicitações, então nada foi iniciado. Tente de novo em um minuto.",
  "retry.not-retryable": "A tarefa {job} não pode ser executada de novo.",
  "retry.not-yours":
    "**Só quem acompanha esta tarefa ou pode gerenciar este canal pode executá-la de novo.**",
  "retry.off":
    "A opção de executar tarefas de novo está desativada, então nada foi iniciado. Quem administra o Pika Relay pode ativá-la.",
  "retry.refused-rest": "Nada foi iniciado.",
  "retry.unknown-here":
    "{people} Pedi à API do {source} que executasse a tarefa {job} de novo, mas não sei se uma nova tarefa foi iniciada. Confira antes de tentar de novo; não vou publicar o resultado dela.",

  // Cancelling it.
  "cancel.sure":
    "Cancelar a tarefa {job}? Ela vai terminar sem resultado para todas as pessoas que a acompanham.",
  "cancel.cost-until-then": "A API do {source} ainda pode cobrar o que a tarefa usou até agora.",
  "cancel.cost-unknown": "A API do {source} ainda pode cobrar por ela.",
  "cancel.cancelling":
    "Pedi à API do {source} para cancelar a tarefa {job}. O status dela muda aqui assim que isso acontecer.",
  "cancel.over": "A tarefa {job} já terminou: não há nada para cancelar.",
  "cancel.not-cancellable": "A tarefa {job} não pode ser cancelada.",
  "cancel.not-yours":
    "**Só quem acompanha esta tarefa ou pode gerenciar este canal pode cancelá-la.**",
  "cancel.not-found": "A API do {source} não encontra esta tarefa. Ela diz:",
  "cancel.unknown":
    "A API do {source} não respondeu, então não sei se a tarefa vai ser cancelada. Vou continuar verificando.",
  "cancel.unavailable":
    "A API do {source} não está respondendo corretamente, então nada foi cancelado. Tente de novo mais tarde.",
  "cancel.refused":
    "A API do {source} está recusando as solicitações do Pika Relay, então nada foi cancelado. Quem administra o Pika Relay precisa resolver isso.",
  "cancel.slow-down":
    "A API do {source} está limitando as solicitações, então nada foi cancelado. Tente de novo em um minuto.",

  // Posting again what could not be posted.
  "again.trying": "Tentando publicar de novo o resultado da tarefa {job}.",
  "again.not-yours": "**Só quem acompanha esta tarefa pode fazer isso.**",
  "again.not-needed": "O resultado da tarefa {job} já foi publicado ou está sendo publicado agora.",

  // The list.
  "list.waiting": "**Este canal acompanha {jobs}.**",
  "list.waiting-none": "**Este canal não acompanha nenhuma tarefa.** Acompanhe uma com {command}.",
  "list.asked-by": "para {people}",
  "list.by-notification": "pelas notificações do canal",
  "list.results": "**Últimos resultados**",
  "list.undelivered": "não foi possível publicar: {reason}",
  "list.status": "status",
  "list.result": "resultado",
  "list.cost": "Custo em {month}: {costs}",
  "list.page": "Página {page} de {pages}",

  // Channel notifications.
  "notify.on":
    "**As notificações do canal estão ativadas.** Cada tarefa finalizada da conta é publicada aqui.",
  "notify.covers": "Vale apenas para as tarefas destes serviços: {sources}.",
  "notify.on-rest": "Desative-as com {command}.",
  "notify.already-on": "**As notificações do canal já estão ativadas.** {person} as ativou {when}.",
  "notify.off":
    "**As notificações do canal estão desativadas.** As tarefas que alguém acompanha continuam sendo publicadas.",
  "notify.already-off": "**As notificações do canal estão desativadas.** Ative-as com {command}.",
  "notify.no-list":
    "**As notificações do canal não estão disponíveis aqui.** Não consigo obter a lista de tarefas de {sources}. Acompanhe cada tarefa com {command}.",
  "notify.lost":
    "**As notificações do canal {channel} foram desativadas:** {reason}. Quando isso for resolvido, ative-as de novo com {command}.",
  "notify.invalid": "Escolha uma destas opções: {choices}.",
  "switch.on": "ativadas",
  "switch.off": "desativadas",
  "switch.status": "status",

  // Settings.
  "settings.delivery": "Resultados neste canal: **{delivery}**. {explanation}",
  "settings.changed": "Salvo. Resultados neste canal: **{delivery}**. {explanation}",
  "settings.how": "Para mudar: {command}",
  "settings.broadcast-on":
    "Uma mensagem curta no canal avisa sobre cada resultado publicado em um tópico.",
  "settings.broadcast-off":
    "Nenhuma mensagem no canal avisa sobre os resultados publicados em um tópico.",
  "settings.ping-on":
    "**Os pings estão ativados para você em todos os canais.** Você recebe uma notificação quando uma tarefa que acompanha termina.",
  "settings.ping-off":
    "**Os pings estão desativados para você em todos os canais.** Os resultados ainda citam você, mas sem notificação.",
  "settings.ping-how": "Para ativar ou desativar seus pings: {command}",
  "settings.invalid": "Escolha uma destas opções: {choices}.",
  "settings.post": "O resultado é uma nova mensagem, em resposta à mensagem de status.",
  "settings.edit": "O resultado substitui a mensagem de status, e uma mensagem curta abaixo avisa.",
  "settings.thread": "O resultado é publicado em um tópico da mensagem de status.",
  "delivery.post": "nova mensagem",
  "delivery.edit": "na mensagem de status",
  "delivery.thread": "em um tópico",
  "broadcast.on": "também no canal",
  "broadcast.off": "só no tópico",
  "ping.on": "me notificar",
  "ping.off": "não me notificar",

  // Help.
  "help.title":
    "**O Pika Relay acompanha tarefas de vídeo do Pika e publica os resultados no seu canal.**",
  "help.any-title":
    "**O Pika Relay acompanha tarefas de vídeo e publica os resultados no seu canal.**",
  "help.command": "{command} {description}",
  "help.managers": "Para quem gerencia este canal:",

  // What a channel allows.
  "access.not-member": "Não estou neste servidor, então não vou poder publicar aqui depois.",
  "access.invite": "Quem gerencia o servidor pode me adicionar: {url}",
  "access.missing-one": "Não tenho uma permissão necessária aqui: {names}.",
  "access.missing-many": "Não tenho permissões necessárias aqui: {names}.",
  "access.allow":
    "Quem gerencia este canal pode conceder: Editar canal → Permissões → cargo do bot → {names}.",
  "access.locked": "O tópico está trancado, então nada pode ser publicado nele.",
  "access.unlock": "Peça à moderação que destranque o tópico, ou use o comando em outro canal.",
  "access.no-history":
    "Não posso ler o histórico de mensagens aqui: os resultados não serão respostas, e algum deles pode aparecer duas vezes depois de uma queda. Quem gerencia este canal pode me conceder “Ver histórico de mensagens”.",
  "access.not-invited": "Não sou membro do canal e não consigo entrar nele por conta própria.",
  "access.slack-invite": "Digite {command} aqui e tente de novo.",
  "access.not-for-me": "Não posso publicar em mensagens diretas entre pessoas.",
  "access.use-elsewhere": "Use o comando em um canal, ou em uma mensagem direta com {bot}.",
  "access.archived": "O canal está arquivado, então nada pode ser publicado nele.",
  "access.unarchive": "Desarquive o canal primeiro, ou use outro canal.",
  "access.lacks": "Permissões que me faltam: {names}.",
  "access.not-allowed": "Não tenho permissão para publicar mensagens aqui.",
  "access.ask-manager":
    "Peça a alguém que gerencia este canal que me adicione e me permita publicar mensagens e anexar arquivos.",

  // What Discord calls permissions.
  "permission.view-channel": "Ver canal",
  "permission.send-messages": "Enviar mensagens",
  "permission.send-messages-in-threads": "Enviar mensagens em tópicos",
  "permission.create-public-threads": "Criar tópicos públicos",
  "permission.attach-files": "Anexar arquivos",
  "permission.read-message-history": "Ver histórico de mensagens",
} as const satisfies Catalogue<"one" | "many" | "other">;
