import type { Catalogue } from "./en.ts";

/**
 * The catalogue in French. `\u00a0` is the no-break space before a colon and within quotation marks, `\u202f` the narrow
 * one before a semicolon or a question mark.
 */
export const fr = {
  // Units and numbers.
  "unit.day": "{n}\u00a0j",
  "unit.hour": "{n}\u00a0h",
  "unit.minute": "{n}\u00a0min",
  "unit.second": "{n}\u00a0s",
  "unit.bytes": "{n}\u00a0octets",
  "unit.kilobytes": "{n}\u00a0ko",
  "unit.megabytes": "{n}\u00a0Mo",
  "unit.percent": "{n}\u00a0%",
  "jobs.one": "{n}\u00a0tâche",
  "jobs.other": "{n}\u00a0tâches",
  "commands.one": "{n}\u00a0commande",
  "commands.other": "{n}\u00a0commandes",
  "lines.one": "… (encore {n}\u00a0ligne)",
  "lines.other": "… (encore {n}\u00a0lignes)",
  "characters.one": "… (encore {n}\u00a0caractère)",
  "characters.other": "… (encore {n}\u00a0caractères)",

  // What a job's status is called.
  "status.unasked": "En attente de l’API des tâches",
  "status.created": "En attente de démarrage",
  "status.started": "Démarrée",
  "status.progress": "En cours",
  "status.running": "En cours ({status})",
  "status.completed": "Terminée",
  "status.failed": "Échouée",
  "status.cancelled": "Annulée",
  "status.moderated": "Arrêtée par la modération",
  "status.gave-up": "Attente abandonnée",
  "status.unknown-job": "Inconnue de l’API des tâches",
  "status.forgotten": "N’est plus suivie",

  // The status message.
  "status.word": "état {status}",
  "status.job": "Tâche {job}",
  "status.asked-by": "Demandée par {people}",
  "status.submitted": "soumise {when}",
  "status.took": "durée {duration}",
  "status.asked-every":
    "L’API des tâches est interrogée à intervalles de {interval}. Fin de l’attente\u00a0: {when}.",
  "status.asked-between":
    "L’API des tâches est interrogée à intervalles de {from} à {to}. Fin de l’attente\u00a0: {when}.",
  "status.upload-limit":
    "Les fichiers jusqu’à {size} peuvent être joints ici\u202f; un fichier plus gros est donné sous forme de lien.",
  "status.undelivered":
    "**La tâche a réussi, mais son résultat n’a pas pu être publié ici\u00a0:** {reason}.",
  "status.undelivered-bad":
    "**La tâche est finie, mais cela n’a pas pu être publié ici\u00a0:** {reason}.",
  "status.sent-privately": "L’envoi s’est fait par message privé à {person}.",
  "status.kept": "Le résultat est conservé une semaine\u00a0: {command} l’affiche.",
  "status.result": "Voir le résultat",
  "status.forgotten-by": "{person} a arrêté le suivi de cette tâche ici.",

  // Why a result could not be posted.
  "undelivered.channel_lost": "le salon n’existe plus, ou j’en ai été retiré",
  "undelivered.forbidden": "je n’ai pas le droit de publier ici",
  "undelivered.text_refused": "la modération des messages le refuse",
  "undelivered.channel_not_allowed": "je ne suis plus configuré pour être utilisé ici",
  "undelivered.too_late": "la publication a échoué pendant 24 heures",
  "undelivered.rejected": "la plateforme ne l’accepte pas",

  // Trouble with the job API.
  "trouble.unauthorised":
    "L’API des tâches refuse ce relais en ce moment (non autorisé). La personne qui gère le relais doit renouveler son jeton d’API. Le relais continue de demander.",
  "trouble.no-subscription":
    "L’API des tâches refuse ce relais en ce moment (pas d’abonnement, ou abonnement expiré). La personne qui gère le relais doit renouveler l’abonnement. Le relais continue de demander.",
  "trouble.rate-limited":
    "L’API des tâches demande au relais de ralentir en ce moment. Le relais continue de demander.",
  "trouble.unavailable":
    "L’API des tâches est en panne ou ne répond pas en ce moment. Le relais continue de demander.",
  "trouble.not-understood":
    "Les réponses de l’API des tâches sont illisibles en ce moment. Le relais continue de demander.",

  // The result.
  "result.video-ready": "Votre vidéo est prête",
  "result.other-ready": "Votre résultat est prêt",
  "result.file-not-attached": "{ready}, mais le fichier n’a pas pu être joint",
  "result.files-not-attached": "{ready}, mais les fichiers n’ont pas pu être joints",
  "result.no-attachments": "La tâche est terminée, mais elle n’a pas de pièce jointe",
  "result.failed": "La tâche a échoué",
  "result.cancelled": "La tâche a été annulée",
  "result.moderated": "La tâche a été arrêtée par la modération",
  "result.gave-up": "J’ai cessé d’attendre après {duration}",
  "result.unknown-job": "L’API des tâches ne connaît pas cette tâche",
  "result.headline": "{people} {symbol} **{words}.** Tâche {job}.",
  "result.headline-took": "{people} {symbol} **{words}.** La tâche {job} a duré {duration}.",
  "result.headline-alone": "{symbol} **{words}.** Tâche {job}.",
  "result.headline-alone-took": "{symbol} **{words}.** La tâche {job} a duré {duration}.",
  "result.shared-by": "Partagé par {person}.",
  "result.notification": "Publié ici parce que les notifications du salon sont activées.",
  "result.sent-privately": "Ce résultat a été demandé dans un salon où je ne peux plus publier.",
  "result.one-line": "{people} {symbol} **{words}.** {link}",
  "result.see-status": "Message d’état",
  "result.part": "Fichiers {from} à {to} sur {count} de la tâche {job}.",
  "result.smaller-copy": "copie réduite de {size}, car l’original fait {original}",
  "result.error": "Erreur\u00a0:",
  "result.details": "Détails\u00a0:",
  "result.no-reason": "L’API des tâches n’a donné aucune raison.",
  "result.api-says": "L’API des tâches dit\u00a0:",
  "result.api-says-nothing": "L’API des tâches n’en dit pas plus.",
  "result.last-status":
    "Le dernier état connu était «\u00a0{status}\u00a0». Pour continuer d’attendre\u00a0: {command}",
  "result.no-status":
    "L’API des tâches n’a jamais donné son état. Pour continuer d’attendre\u00a0: {command}",
  "result.ask-again": "Si c’est une erreur, demandez de nouveau\u00a0: {command}",
  "result.moderated-text":
    "Le reste de ce message a été refusé ici par la modération des messages.",
  "result.alt-text": "Résultat de la tâche Pika {job}",
  "result.forgotten":
    "{person} a arrêté le suivi de la tâche {job} ici, son résultat ne sera donc pas publié. Pour la suivre de nouveau\u00a0: {command}",

  // A file that is linked.
  "link.line": "{file} n’est pas joint\u00a0: {reason}.",
  "link.line-until": "{file} n’est pas joint\u00a0: {reason}. Expiration du lien\u00a0: {when}.",
  "link.sized": "{file} ({size})",
  "link.file": "Le fichier",
  "link.expired": "son lien a expiré, et l’API des tâches n’en a pas de nouveau",
  "link.unreachable": "il n’a pas pu être téléchargé",
  "link.not-media": "ce n’est ni une vidéo, ni une image, ni un son",
  "link.address-refused": "le relais ne télécharge rien depuis cette adresse",
  "link.file-refused": "il n’a pas pu être publié ici comme fichier",
  "link.too-large": "il est trop gros pour ce salon",
  "link.too-large-for": "il dépasse les {size} autorisés ici",

  // Commands: what the platform's menus say of them. At most 100 characters.
  "command.pika-status": "Suivre une tâche vidéo Pika et recevoir son résultat dans ce salon",
  "command.pika-jobs": "Voir ce que ce salon attend, et ses derniers résultats",
  "command.pika-forget": "Arrêter de suivre une tâche dans ce salon",
  "command.pika-share": "Publier le résultat d’une tâche finie dans un autre salon",
  "command.pika-notify": "Publier dans ce salon chaque tâche finie du compte",
  "command.pika-settings":
    "Voir ou modifier la façon dont les résultats sont publiés dans ce salon",
  "command.pika-help": "Ce que vous pouvez faire ici avec Pika Relay",
  "option.jobid": "L’identifiant que l’API de Pika a renvoyé quand la tâche a été soumise",
  "option.followed-jobid": "L’identifiant d’une tâche que ce salon suit",
  "option.finished-jobid": "L’identifiant d’une tâche dont le résultat a été publié dans ce salon",
  "option.channel": "Où le publier",
  "option.notify": "Activer ou désactiver les notifications, ou voir si elles sont activées",
  "option.delivery":
    "Comment arrivent les résultats\u00a0: nouveau message, message d’état ou fil de discussion",
  "shortcut.follow": "Suivre cette tâche Pika",

  // Buttons.
  "button.refresh": "Actualiser",
  "button.stop": "Ne plus suivre",
  "button.share": "Partager…",
  "button.retry": "Relancer",
  "button.retry-now": "Relancer la tâche",
  "button.cancel": "Annuler",
  "button.try-again": "Réessayer",
  "button.previous": "Précédent",
  "button.next": "Suivant",
  "choice.channel": "Choisir un salon",

  // Answers that any command may give.
  "answer.interim": "Recherche en cours\u202f; la réponse arrive dans un instant.",
  "answer.failed":
    "Une erreur s’est produite dans le relais, et rien n’a été fait. Veuillez réessayer.",
  "answer.unknown-command": "Je ne connais pas cette commande.",
  "answer.restarting": "Je redémarre. Veuillez réessayer dans un instant.",
  "answer.people-only": "Je n’accepte de commandes que des personnes.",
  "answer.not-allowed-here":
    "Je ne suis pas configuré pour être utilisé ici. La personne qui gère ce relais décide où il peut être utilisé.",
  "answer.too-often":
    "C’était une de trop\u00a0: j’accepte {commands} par minute et par personne. Veuillez réessayer dans {duration}.",
  "answer.too-often-rest":
    "Les tâches déjà suivies continuent, et rien n’a été fait pour celle-ci.",
  "answer.store-down":
    "**Je n’ai pas pu enregistrer cela à l’instant, rien n’a donc été modifié.**",
  "answer.store-down-rest":
    "Veuillez réessayer dans une minute. Si cela persiste, prévenez la personne qui gère ce relais.",
  "answer.not-found": "Je ne connais pas cette tâche dans ce salon.",
  "answer.not-found-rest": "{command} montre ce que ce salon attend, et ses derniers résultats.",
  "answer.needs-manage": "**Seule une personne qui peut gérer ce salon peut faire cela.**",
  "answer.cancelled": "Rien n’a été fait.",

  // Job ids.
  "jobid.missing": "Il manque un identifiant de tâche.",
  "jobid.invalid":
    "Ce n’est pas un identifiant de tâche\u00a0: il doit avoir de 1 à {max} caractères, sans espace.",
  "jobid.example": "Un identifiant de tâche ressemble à {example}.",
  "jobid.where": "C’est le champ {field} de la réponse à la requête qui a démarré la tâche.",

  // Following.
  "follow.following": "La tâche {job} est suivie. Son résultat sera publié dans ce salon.",
  "follow.following-thread":
    "La tâche {job} est suivie. Son résultat sera publié dans ce fil de discussion.",
  "follow.over": "La tâche {job} est suivie. Son résultat est publié maintenant dans ce salon.",
  "follow.already":
    "Ce salon suit déjà la tâche {job}. Vous recevrez aussi une mention quand elle finira.",
  "follow.already-over":
    "Ce salon suit déjà la tâche {job}. La tâche est finie, et son résultat est en cours de publication.",
  "follow.not-found": "L’API des tâches ne connaît pas la tâche {job}. Elle dit\u00a0:",
  "follow.not-found-rest": "Rien n’est suivi. Vérifiez l’identifiant de la tâche et réessayez.",
  "follow.no-access": "**Je ne peux pas publier de résultats dans ce salon.** {problem}",
  "follow.no-access-rest": "Rien n’est encore suivi. Réessayez ensuite.",
  "follow.too-many-of-user":
    "**Vous attendez déjà {jobs} ici, la limite pour une personne.** Celle-ci n’est pas suivie. Réessayez quand l’une des vôtres sera finie.",
  "follow.too-many-of-channel":
    "**Ce salon suit déjà {jobs}, la limite pour un salon.** Celle-ci n’est pas suivie. Réessayez quand l’une d’elles sera finie, ou dans un autre salon.",
  "follow.too-many-rest": "La personne qui gère ce relais peut relever la limite.",
  "follow.store-down":
    "**Je n’ai pas pu enregistrer cela à l’instant, la tâche n’est donc pas suivie.**",
  "follow.see-status": "Voir le message d’état",
  "follow.refused":
    "L’API des tâches refuse le relais en ce moment\u202f; la personne qui le gère doit intervenir. Je continue de demander.",
  "follow.slow-down":
    "L’API des tâches me demande de ralentir en ce moment. Je continue de demander.",
  "follow.no-answer":
    "L’API des tâches ne répond pas correctement en ce moment. Je continue de demander.",

  // Refreshing.
  "refresh.running": "État vérifié à l’instant\u00a0: {status}.",
  "refresh.over": "État vérifié à l’instant\u00a0: la tâche est finie. Son résultat va arriver.",
  "refresh.done": "Cette tâche est finie. Son résultat a été publié ici.",
  "refresh.undelivered": "Cette tâche est finie, et son résultat n’a pas pu être publié ici.",

  // Stopping.
  "forget.done": "La tâche {job} n’est plus suivie ici. Son résultat ne sera pas publié.",
  "forget.told": "Les autres personnes qui l’avaient demandée en sont informées.",
  "forget.over": "La tâche {job} est finie\u00a0: il n’y a plus rien à arrêter.",
  "forget.not-yours":
    "**Seules les personnes qui ont demandé cette tâche, ou qui peuvent gérer ce salon, peuvent arrêter son suivi.**",

  // Sharing.
  "share.where": "Où publier le résultat de la tâche {job}\u202f?",
  "share.done": "Le résultat de la tâche {job} est en cours de publication dans {channel}.",
  "share.running":
    "La tâche {job} n’est pas encore finie. Son résultat pourra être partagé quand elle le sera.",
  "share.already": "{channel} reçoit déjà le résultat de la tâche {job}.",
  "share.here": "Le résultat de la tâche {job} est déjà dans ce salon.",
  "share.person":
    "**Vous n’avez pas le droit de publier dans {channel}**, je n’y publie donc pas pour vous.",
  "share.bot": "**Je ne peux pas publier dans {channel}.** {problem}",
  "share.elsewhere":
    "Je ne connais pas ce salon ici. Il doit faire partie de ce serveur ou de cet espace de travail.",
  "share.channel-missing": "Il manque un salon.",

  // Running it again.
  "retry.sure":
    "Relancer la tâche {job}\u202f? Une nouvelle tâche avec les mêmes réglages sera lancée, et suivie ici.",
  "retry.started": "Relancée sous la forme de la tâche {job}.",
  "retry.not-found":
    "L’API des tâches ne connaît plus cette tâche, elle ne peut donc pas être relancée. Elle dit\u00a0:",
  "retry.moderated": "L’API des tâches refuse de la relancer (modération). Elle dit\u00a0:",
  "retry.queue-full":
    "Le compte exécute déjà autant de tâches qu’il le peut. Veuillez réessayer quand l’une d’elles sera finie.",
  "retry.unknown":
    "L’API des tâches n’a pas répondu, je ne sais donc pas si une nouvelle tâche a été lancée. Veuillez vérifier avant de réessayer.",
  "retry.unavailable":
    "L’API des tâches ne répond pas correctement en ce moment, et rien n’a été lancé. Veuillez réessayer plus tard.",
  "retry.refused":
    "L’API des tâches refuse le relais en ce moment, et rien n’a été lancé. La personne qui gère le relais doit intervenir.",
  "retry.slow-down":
    "L’API des tâches me demande de ralentir en ce moment, et rien n’a été lancé. Veuillez réessayer dans une minute.",
  "retry.not-retryable": "La tâche {job} ne peut pas être relancée.",

  // Posting again what could not be posted.
  "again.trying": "J’essaie de nouveau de publier le résultat de la tâche {job}.",
  "again.not-yours": "**Seules les personnes qui ont demandé cette tâche peuvent faire cela.**",
  "again.not-needed": "Le résultat de la tâche {job} a été publié, ou est en cours de publication.",

  // The list.
  "list.waiting": "**Ce salon attend {jobs}.**",
  "list.waiting-none": "**Ce salon n’attend aucune tâche.** {command} permet d’en suivre une.",
  "list.since": "suivi commencé {when}",
  "list.asked-by": "demandée par {people}",
  "list.by-notification": "par les notifications du salon",
  "list.next-look": "prochaine vérification {when}",
  "list.looking": "vérification en cours",
  "list.results": "**Derniers résultats**",
  "list.ended": "{when}",
  "list.undelivered": "n’a pas pu être publié\u00a0: {reason}",
  "list.status": "état",
  "list.result": "résultat",
  "list.page": "Page {page} sur {pages}",

  // Channel notifications.
  "notify.on":
    "**Les notifications du salon sont activées.** Chaque tâche du compte qui finit est publiée ici.",
  "notify.on-rest": "{command} les désactive.",
  "notify.already-on": "**Les notifications du salon sont déjà activées**, par {person}, {when}.",
  "notify.off":
    "**Les notifications du salon sont désactivées.** Les tâches que quelqu’un suit sont toujours publiées.",
  "notify.already-off": "**Les notifications du salon sont désactivées.** {command} les active.",
  "notify.lost":
    "**Les notifications du salon {channel} ont été désactivées\u00a0:** {reason}. Une fois le problème réglé, {command} les réactive.",
  "notify.invalid": "La valeur doit être l’une de celles-ci\u00a0: {choices}.",

  // Settings.
  "settings.delivery":
    "Les résultats arrivent ici de cette façon\u00a0: **{delivery}**. {explanation}",
  "settings.changed":
    "C’est modifié. Les résultats arrivent ici de cette façon\u00a0: **{delivery}**. {explanation}",
  "settings.how": "Pour changer cela\u00a0: {command}",
  "settings.invalid": "Les résultats peuvent arriver de l’une de ces façons\u00a0: {choices}.",
  "settings.post": "Le résultat est un nouveau message qui répond au message d’état.",
  "settings.edit":
    "Le résultat apparaît dans le message d’état, et une ligne en dessous le signale.",
  "settings.thread": "Le résultat est publié dans un fil de discussion du message d’état.",

  // Help.
  "help.title":
    "**Pika Relay suit les tâches vidéo de Pika et publie leurs résultats là où vous l’avez demandé.**",
  "help.command": "{command} {description}",
  "help.manage": "{command} {description} (possible pour vous, car vous gérez ce salon)",
  "help.manage-not": "{command} {description} (réservé aux personnes qui peuvent gérer ce salon)",
  "help.buttons": "Les boutons sous un message d’état font la même chose en un clic.",

  // What a channel allows.
  "access.not-member":
    "Le bot n’est pas membre de ce serveur, il ne pourra donc pas publier ici plus tard.",
  "access.invite": "Une personne qui gère le serveur peut l’ajouter\u00a0: {url}",
  "access.missing-one": "Il manque une permission au bot ici\u00a0: {names}.",
  "access.missing-many": "Il manque des permissions au bot ici\u00a0: {names}.",
  "access.allow":
    "Une personne qui gère ce salon peut l’autoriser\u00a0: Modifier le salon → Permissions → rôle du bot → {names}.",
  "access.locked": "Ce fil de discussion est verrouillé, et rien ne peut y être publié.",
  "access.unlock":
    "Demandez à la modération de déverrouiller le fil, ou utilisez la commande dans un autre salon.",
  "access.no-history":
    "Le bot ne peut pas lire les anciens messages ici\u00a0: les résultats ne sont pas des réponses, et après une panne l’un d’eux pourrait apparaître deux fois. Une personne qui gère ce salon peut l’autoriser\u00a0: Voir les anciens messages.",
  "access.not-invited":
    "Je ne suis pas membre de ce salon, et je ne peux pas le rejoindre de moi-même.",
  "access.slack-invite": "Tapez {command} ici, puis réessayez.",
  "access.not-for-me": "Je ne peux pas publier dans les messages privés entre personnes.",
  "access.use-elsewhere":
    "Utilisez la commande dans un salon, ou dans un message privé avec {bot}.",
  "access.archived": "Ce salon est archivé, rien ne peut donc y être publié.",
  "access.unarchive": "Désarchivez-le d’abord, ou utilisez un autre salon.",
  "access.lacks": "Il me manque\u00a0: {names}.",
  "access.not-allowed": "Je n’ai pas le droit de publier des messages ici.",
  "access.ask-manager":
    "Demandez à une personne qui gère ce salon de m’y ajouter et de me laisser publier des messages et joindre des fichiers.",
} as const satisfies Catalogue;
