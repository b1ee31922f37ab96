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
  "unit.bytes": "{n}\u00a0o",
  "unit.kilobytes": "{n}\u00a0ko",
  "unit.megabytes": "{n}\u00a0Mo",
  "join.names": "{first}, {second}",
  "join.units": "{first}\u00a0{second}",
  "jobs.one": "{n}\u00a0tâche",
  "jobs.many": "{n}\u00a0tâches",
  "jobs.other": "{n}\u00a0tâches",
  "commands.one": "{n}\u00a0commande",
  "commands.many": "{n}\u00a0commandes",
  "commands.other": "{n}\u00a0commandes",
  "files.one": "{n}\u00a0fichier",
  "files.many": "{n}\u00a0fichiers",
  "files.other": "{n}\u00a0fichiers",
  "ahead.one": "{n}\u00a0tâche avant elle",
  "ahead.many": "{n}\u00a0tâches avant elle",
  "ahead.other": "{n}\u00a0tâches avant elle",
  "credits.one": "{n}\u00a0crédit",
  "credits.many": "{n}\u00a0crédits",
  "credits.other": "{n}\u00a0crédits",
  "units.one": "{n}\u00a0unité facturée",
  "units.many": "{n}\u00a0unités facturées",
  "units.other": "{n}\u00a0unités facturées",
  "lines.one": "… (encore {n}\u00a0ligne)",
  "lines.many": "… (encore {n}\u00a0lignes)",
  "lines.other": "… (encore {n}\u00a0lignes)",
  "characters.one": "… (encore {n}\u00a0caractère)",
  "characters.many": "… (encore {n}\u00a0caractères)",
  "characters.other": "… (encore {n}\u00a0caractères)",

  // What a job's status is called.
  "status.unasked": "En attente de l’API {source}",
  "status.created": "En file d’attente",
  "status.started": "Démarrée",
  "status.progress": "En cours",
  "status.running": "En cours ({status})",
  "status.completed": "Terminée",
  "status.failed": "Échec",
  "status.cancelled": "Annulée",
  "status.moderated": "Bloquée par la modération",
  "status.gave-up": "Suivi abandonné",
  "status.unknown-job": "Introuvable",
  "status.quarantined": "Suivi arrêté après des erreurs internes",
  "status.forgotten": "Suivi arrêté",

  // The status message.
  "status.job": "Tâche {job}",
  "status.submitted": "lancée {when}",
  "status.next": "prochaine à démarrer",
  "status.usual-end": "se termine généralement entre {from} et {to}",
  "status.took": "durée {duration}",
  "status.asked-every": "Intervalle de vérification\u00a0: {interval}. Fin du suivi\u00a0: {when}.",
  "status.asked-between":
    "Intervalle de vérification\u00a0: de {from} à {to}. Fin du suivi\u00a0: {when}.",
  "status.undelivered":
    "**La tâche a réussi, mais son résultat n’a pas pu être publié ici\u00a0:** {reason}.",
  "status.undelivered-bad":
    "**La tâche est terminée, mais son issue n’a pas pu être publiée ici\u00a0:** {reason}.",
  "status.sent-privately": "Le résultat a été envoyé en message privé à {person}.",
  "status.files-kept": "J’ai sauvegardé les fichiers.",
  "status.files-kept-until": "J’ai sauvegardé les fichiers. Expiration sur {source}\u00a0: {when}.",
  "status.files-until": "Expiration des fichiers sur {source}\u00a0: {when}.",
  "status.kept": "Vous le retrouverez pendant une semaine avec {command}.",
  "status.result": "Voir le résultat",
  "status.forgotten-by": "{person} a arrêté le suivi de cette tâche ici.",
  "status.post-unanswered":
    "Je n’ai pas encore pu publier le résultat\u00a0: {platform} ne répond pas. Je continue d’essayer.",
  "status.post-limited":
    "Je n’ai pas encore pu publier le résultat\u00a0: {platform} limite le nombre de mes messages. Je continue d’essayer.",

  // Why a result could not be posted.
  "undelivered.channel_lost": "je n’ai plus accès au salon",
  "undelivered.forbidden": "je n’ai pas la permission de publier dans le salon",
  "undelivered.text_refused": "un filtre de messages l’a bloqué",
  "undelivered.channel_not_allowed": "Pika Relay n’est plus activé dans le salon",
  "undelivered.too_late": "la publication a échoué pendant 24 heures",
  "undelivered.rejected": "la plateforme l’a refusé",
  "undelivered.quarantined": "plusieurs erreurs internes se sont produites",
  "undelivered.message_lost": "le fil n’existe plus",

  // Trouble with the job API.
  "trouble.unauthorised":
    "L’API {source} refuse le jeton d’API de Pika Relay. La personne qui gère Pika Relay doit le renouveler. Je continue d’essayer.",
  "trouble.no-subscription":
    "L’API {source} refuse les requêtes\u00a0: il n’y a pas d’abonnement actif. La personne qui gère Pika Relay doit le renouveler. Je continue d’essayer.",
  "trouble.rate-limited":
    "L’API {source} limite le nombre de requêtes en ce moment. Je continue d’essayer.",
  "trouble.unavailable": "L’API {source} est en panne ou ne répond pas. Je continue d’essayer.",
  "trouble.not-understood":
    "Les réponses de l’API {source} sont illisibles en ce moment. Je continue d’essayer.",
  "outage.since":
    "Début\u00a0: {from}. En attente ici\u00a0: {jobs}. Je publierai chaque résultat dès que je l’aurai.",
  "outage.over":
    "L’API {source} fonctionne de nouveau. Début du problème\u00a0: {from}. Fin\u00a0: {to}.",
  "outage.unwatched":
    "Plus aucune tâche n’attend l’API {source} ici. Elle ne répondait plus correctement. Début du problème\u00a0: {from}.",

  // The result.
  "result.video-ready": "La vidéo est prête",
  "result.other-ready": "Le résultat est prêt",
  "result.file-not-attached": "{ready}, mais le fichier n’a pas pu être joint",
  "result.files-not-attached": "{ready}, mais les fichiers n’ont pas pu être joints",
  "result.no-attachments": "La tâche est terminée, mais n’a produit aucun fichier",
  "result.deleted": "La tâche est terminée, mais ses fichiers ont déjà été supprimés",
  "result.failed": "La tâche a échoué",
  "result.cancelled": "La tâche a été annulée",
  "result.moderated": "La tâche a été bloquée par la modération",
  "result.gave-up": "J’ai cessé d’attendre après {duration}",
  "result.quarantined": "J’ai cessé de suivre cette tâche après plusieurs erreurs internes",
  "result.unknown-job": "L’API {source} ne trouve pas cette tâche",
  "result.headline-reason": "{symbol} **{words}\u00a0:** {reason}",
  "result.headline-sentence": "{symbol} **{words}.** {sentence}",
  "result.summary": "{words}\u00a0: {rest}",
  "result.shared-by": "partagé par {person}",
  "result.sent-privately": "Vous l’aviez demandé dans un salon où je ne peux plus publier.",
  "result.see-status": "Voir le suivi",
  "result.part": "Fichiers {from} à {to} sur {count} de la tâche {job}.",
  "result.part-one": "Fichier {from} sur {count} de la tâche {job}.",
  "result.smaller-copy": "réduit à {size} (original\u00a0: {original})",
  "result.cost": "coût {cost}",
  "result.no-reason": "L’API {source} n’a pas indiqué de raison.",
  "result.api-says": "Réponse de l’API {source}\u00a0:",
  "result.api-says-nothing": "L’API {source} n’a rien indiqué d’autre.",
  "result.last-status":
    "Dernier état connu\u00a0: «\u00a0{status}\u00a0». Pour reprendre le suivi\u00a0: {command}",
  "result.no-status":
    "L’API {source} n’a jamais indiqué d’état. Pour reprendre le suivi\u00a0: {command}",
  "result.quarantined-rest":
    "La tâche elle-même n’est pas affectée. Pour reprendre le suivi plus tard\u00a0: {command}",
  "result.ask-again": "Si c’est une erreur, réessayez\u00a0: {command}",
  "result.moderated-text": "Un filtre de messages a bloqué le reste de ce message.",
  "result.alt-text": "Résultat de la tâche {source} {job}",
  "result.forgotten":
    "{person} a arrêté le suivi de la tâche {job} ici, son résultat ne sera donc pas publié. Pour la suivre de nouveau\u00a0: {command}",
  "result.more-files": "La tâche a {count} fichiers\u202f; {kept} d’entre eux sont publiés ici.",

  // A file that is linked.
  "link.line": "{file} n’a pas pu être joint\u00a0: {reason}.",
  "link.line-until":
    "{file} n’a pas pu être joint\u00a0: {reason}. Expiration du lien\u00a0: {when}.",
  "link.sized": "{file} ({size})",
  "link.file": "Le fichier",
  "link.expired": "son lien a expiré, et l’API {source} n’en a pas de nouveau",
  "link.unreachable": "il n’a pas pu être téléchargé",
  "link.not-media": "ce n’est ni une vidéo, ni une image, ni un fichier audio",
  "link.address-refused": "le téléchargement depuis cette adresse n’est pas autorisé",
  "link.file-refused": "il n’a pas pu être envoyé ici",
  "link.too-large": "il est trop volumineux pour ce salon",
  "link.too-large-for": "il dépasse la limite de {size}",
  "link.unsafe":
    "{source} l’a signalé comme contenu sensible, et {platform} ne peut pas le flouter",
  "link.unsafe-private":
    "{source} l’a signalé comme contenu sensible, et {platform} ne peut pas le flouter. Récupérez-le sur {source} ou demandez-le à la personne qui gère Pika Relay",
  "unsafe.spoiler":
    "Derrière un spoiler\u00a0: {files} que {source} signale comme contenu sensible.",
  "unsafe.linked": "Attention aux liens\u00a0: {source} signale {files} comme contenu sensible.",
  "unsafe.hidden":
    "Je n’ai pas publié {files} que {source} signale comme contenu sensible. La personne qui gère Pika Relay peut changer cela avec {variable}.",

  // Commands: what the platform's menus say of them. At most 100 characters.
  "command.pika-status": "Suivre une tâche vidéo Pika et recevoir son résultat dans ce salon",
  "command.any-status": "Suivre une tâche vidéo et recevoir son résultat dans ce salon",
  "command.pika-jobs": "Voir les tâches suivies dans ce salon et leurs derniers résultats",
  "command.pika-forget": "Arrêter de suivre une tâche dans ce salon",
  "command.pika-share": "Partager le résultat d’une tâche terminée dans un autre salon",
  "command.pika-notify": "Publier dans ce salon chaque tâche terminée du compte",
  "command.pika-settings":
    "Voir ou modifier comment les résultats sont publiés ici, et s’ils vous envoient un ping",
  "command.pika-help": "Voir ce que vous pouvez faire avec Pika Relay",
  "option.jobid": "L’identifiant renvoyé par l’API Pika à l’envoi de la tâche",
  "option.any-job":
    "L’identifiant d’une tâche, un lien ou la commande curl\u202f; jusqu’à 10 identifiants ou liens",
  "option.followed-jobid": "L’identifiant d’une tâche suivie dans ce salon",
  "option.finished-jobid": "L’identifiant d’une tâche dont le résultat a été publié dans ce salon",
  "option.channel": "Le salon où le publier",
  "option.notify": "Activer ou désactiver les notifications, ou voir si elles sont activées",
  "option.delivery":
    "Comment arrivent les résultats\u00a0: nouveau message, message de suivi ou fil",
  "option.broadcast": "Si un court message dans le salon annonce les résultats publiés dans un fil",
  "option.ping":
    "Si les résultats vous envoient une notification\u202f; ne vaut que pour vous, dans tous les salons",
  "shortcut.follow": "Suivre cette tâche",

  // Buttons.
  "button.refresh": "Actualiser",
  "button.stop": "Ne plus suivre",
  "button.share": "Partager…",
  "button.retry": "Relancer",
  "button.retry-now": "Relancer la tâche",
  "button.cancel": "Annuler",
  "button.cancel-job": "Annuler la tâche",
  "button.keep-running": "Laisser continuer",
  "button.try-again": "Republier",
  "button.previous": "Précédent",
  "button.next": "Suivant",
  "choice.channel": "Choisir un salon",

  // Answers that any command may give.
  "answer.interim": "Recherche en cours…",
  "answer.failed": "Une erreur s’est produite, rien n’a été modifié. Réessayez.",
  "answer.unknown-command": "Je ne connais pas cette commande.",
  "answer.restarting": "Je redémarre. Réessayez dans un instant.",
  "answer.people-only": "Je n’accepte que les commandes envoyées par des personnes.",
  "answer.not-allowed-here":
    "Pika Relay n’est pas activé ici. La personne qui le gère décide où il peut être utilisé.",
  "answer.too-often":
    "Vous allez trop vite\u00a0: la limite est de {commands} par minute. Réessayez dans {duration}.",
  "answer.too-often-rest":
    "Rien n’a été fait cette fois. Les tâches que vous suivez déjà ne sont pas concernées.",
  "answer.store-down": "**L’enregistrement a échoué, rien n’a donc été modifié.**",
  "answer.store-unread": "**Je n’arrive pas à consulter ces informations pour le moment.**",
  "answer.store-down-rest":
    "Réessayez dans une minute. Si le problème persiste, prévenez la personne qui gère Pika Relay.",
  "answer.not-found": "Je ne trouve pas cette tâche dans ce salon.",
  "answer.not-found-rest":
    "{command} affiche les tâches suivies dans ce salon et leurs derniers résultats.",
  "answer.needs-manage": "**Il faut pouvoir gérer ce salon pour faire cela.**",
  "answer.cancelled": "Rien n’a été modifié.",
  "answer.other-workspace":
    "Je suis installé dans un autre espace de travail et n’accepte que les commandes de ses membres.",
  "answer.platform-slow":
    "La plateforme n’a pas répondu à temps\u00a0: je n’ai pas pu vérifier vos permissions, et rien n’a été modifié. Réessayez dans un instant.",
  "answer.not-installed":
    "Je ne suis plus installé dans cet espace de travail. Une personne qui en gère les applications peut réinstaller Pika Relay.",

  "install.done": "Pika Relay est installé dans {workspace}.",
  "install.next": "Pour découvrir ce qu’il sait faire, saisissez {command} dans Slack.",
  "install.cancelled": "L’installation a été annulée, rien n’a été installé.",
  "install.expired":
    "Cette page a expiré, ou l’installation a été lancée dans un autre navigateur. Rien n’a été installé.",
  "install.failed":
    "Une erreur s’est produite, Pika Relay n’a pas été installé. Réessayez dans un instant.",
  "install.again": "Recommencer",

  // Job ids.
  "jobid.missing": "Indiquez un identifiant de tâche.",
  "jobid.invalid":
    "Ce n’est pas un identifiant de tâche\u00a0: il doit comporter de 1 à {max} caractères, sans espace.",
  "jobid.example": "Un identifiant de tâche ressemble à {example}.",
  "jobid.where": "C’est le champ {field} de la réponse à la requête qui a démarré la tâche.",

  // Following.
  "follow.following":
    "Suivi de la tâche {job} activé. Je publierai le résultat dans ce salon en vous mentionnant.",
  "follow.following-thread":
    "Suivi de la tâche {job} activé. Je publierai le résultat dans ce fil en vous mentionnant.",
  "follow.over": "La tâche {job} est déjà terminée. Je publie son résultat ici.",
  "follow.already":
    "Ce salon suit déjà la tâche {job}. Je vous mentionnerai aussi quand elle sera terminée.",
  "follow.already-you": "Vous suivez déjà la tâche {job} ici.",
  "follow.already-over":
    "Ce salon suit déjà la tâche {job}. Elle est terminée, et je publie son résultat.",
  "follow.not-found": "L’API {source} ne trouve pas la tâche {job}. Sa réponse\u00a0:",
  "follow.not-found-rest": "Vérifiez l’identifiant de la tâche et réessayez.",
  "follow.tried": "Services interrogés\u00a0: {sources}.",
  "follow.not-recognised":
    "Cela ne ressemble ni à un identifiant de tâche ni à un lien vers une tâche. Je peux suivre les tâches de ces services\u00a0: {sources}.",
  "follow.source-off":
    "C’est une tâche de {source}, mais {source} est désactivé ici. La personne qui gère Pika Relay peut l’activer avec {variable}.",
  "follow.ambiguous":
    "**Plusieurs services ont une tâche avec cet identifiant.** Lancez la commande qui correspond à la vôtre\u00a0:",
  "follow.ambiguous-choose":
    "**Plusieurs services ont une tâche avec cet identifiant.** Choisissez la vôtre.",
  "follow.undecided":
    "Je n’ai pas pu vérifier si cette tâche existe\u00a0: pas de réponse de {sources}. Réessayez dans un instant.",
  "follow.no-access": "**Je ne peux pas publier de résultats dans ce salon.** {problem}",
  "follow.no-access-rest": "D’ici là, cette tâche n’est pas suivie.",
  "follow.too-many-of-user":
    "**Vous suivez déjà {jobs} ici, la limite par personne.** Réessayez quand l’une d’elles sera terminée.",
  "follow.too-many-of-channel":
    "**Ce salon suit déjà {jobs}, la limite par salon.** Réessayez quand l’une d’elles sera terminée, ou utilisez un autre salon.",
  "follow.too-many-rest": "La personne qui gère Pika Relay peut relever la limite.",
  "follow.store-down": "**L’enregistrement a échoué, la tâche n’est donc pas suivie.**",
  "follow.see-status": "Voir le suivi",
  "follow.refused":
    "L’API {source} refuse les requêtes de Pika Relay\u202f; la personne qui le gère doit intervenir. Je continue d’essayer.",
  "follow.slow-down":
    "L’API {source} limite le nombre de requêtes en ce moment. Je continue d’essayer.",
  "follow.no-answer":
    "L’API {source} ne répond pas correctement en ce moment. Je continue d’essayer.",

  // Following several jobs at once.
  "follow.each": "Suivi de la tâche {job} activé.",
  "follow.each-rest": "Je publierai chaque résultat dans ce salon en vous mentionnant.",
  "follow.each-rest-thread": "Je publierai chaque résultat dans ce fil en vous mentionnant.",
  "follow.each-over": "La tâche {job} est déjà terminée. Je publie son résultat ici.",
  "follow.each-already": "Ce salon suit déjà la tâche {job}.",
  "follow.each-already-you": "Vous suivez déjà la tâche {job} ici.",
  "follow.each-not-found": "Je ne trouve pas {job}.",
  "follow.each-not-recognised":
    "{job} ne ressemble ni à un identifiant de tâche ni à un lien vers une tâche.",
  "follow.each-source-off":
    "{job} est une tâche de {source}, mais {source} est désactivé ici ({variable}).",
  "follow.each-ambiguous":
    "Plusieurs services ont une tâche {job}. Lancez la commande qui correspond à la vôtre\u00a0:",
  "follow.each-ambiguous-choose":
    "Plusieurs services ont une tâche {job}. Choisissez la vôtre ci-dessous.",
  "follow.each-undecided": "Je n’ai pas pu vérifier {job}\u00a0: pas de réponse de {sources}.",
  "follow.each-refused": "Suivi impossible\u00a0: {jobs}.",
  "follow.each-too-often":
    "Vous allez trop vite\u00a0: la limite est de {commands} par minute, et chaque tâche compte pour une. Réessayez dans {duration}.",
  "follow.each-store-down": "**L’enregistrement a échoué.**",
  "follow.too-many-jobs":
    "**Cela fait {jobs}, mais je n’en prends pas plus de {max} à la fois.** Rien n’a été fait. Répartissez-les sur plusieurs commandes.",

  // Refreshing.
  "refresh.running": "État vérifié à l’instant\u00a0: {status}.",
  "refresh.over": "État vérifié à l’instant\u00a0: la tâche est terminée. Son résultat arrive.",
  "refresh.done": "Cette tâche est terminée, et son résultat a été publié ici.",
  "refresh.undelivered": "Cette tâche est terminée, mais son résultat n’a pas pu être publié ici.",

  // Stopping.
  "forget.done": "La tâche {job} n’est plus suivie ici. Son résultat ne sera pas publié.",
  "forget.told": "Les autres personnes qui la suivent en sont informées.",
  "forget.over": "La tâche {job} est déjà terminée\u00a0: il n’y a plus rien à arrêter.",
  "forget.not-yours":
    "**Seules les personnes qui suivent cette tâche ou qui peuvent gérer ce salon peuvent faire cela.**",
  "forget.left":
    "Vous ne suivez plus la tâche {job} ici. D’autres personnes la suivent encore, je publierai donc son résultat.",
  "forget.left-notified":
    "Vous ne suivez plus la tâche {job} ici. Les notifications du salon sont activées, je publierai donc quand même son résultat.",

  // Sharing.
  "share.where": "Où partager le résultat de la tâche {job}\u202f?",
  "share.done": "Je publie le résultat de la tâche {job} dans {channel}.",
  "share.running":
    "La tâche {job} est encore en cours. Vous pourrez partager son résultat quand elle sera terminée.",
  "share.already": "Le résultat de la tâche {job} est déjà dans {channel}, ou va y être publié.",
  "share.here": "Le résultat de la tâche {job} est déjà dans ce salon.",
  "share.person":
    "**Vous ne pouvez pas publier dans {channel}**, je n’y publie donc pas pour vous.",
  "share.bot": "**Je ne peux pas publier dans {channel}.** {problem}",
  "share.elsewhere": "Je ne trouve pas ce salon. Choisissez un salon de ce serveur.",
  "share.channel-missing": "Choisissez un salon.",

  // Running it again.
  "retry.sure":
    "Relancer la tâche {job}\u202f? Une nouvelle tâche avec les mêmes paramètres sera lancée et suivie ici.",
  "retry.started": "Relancée\u00a0: nouvelle tâche {job}.",
  "retry.not-found":
    "L’API {source} ne trouve plus cette tâche, elle ne peut donc pas être relancée. Sa réponse\u00a0:",
  "retry.moderated": "L’API {source} refuse de la relancer (modération). Sa réponse\u00a0:",
  "retry.queue-full":
    "Le compte exécute déjà autant de tâches que possible. Réessayez quand l’une d’elles sera terminée.",
  "retry.unknown":
    "L’API {source} n’a pas répondu\u00a0: je ne sais pas si une nouvelle tâche a été lancée. Vérifiez avant de réessayer.",
  "retry.unavailable":
    "L’API {source} ne répond pas correctement, rien n’a été lancé. Réessayez plus tard.",
  "retry.refused":
    "L’API {source} refuse les requêtes de Pika Relay, rien n’a été lancé. La personne qui le gère doit intervenir.",
  "retry.slow-down":
    "L’API {source} limite le nombre de requêtes, rien n’a été lancé. Réessayez dans une minute.",
  "retry.not-retryable": "La tâche {job} ne peut pas être relancée.",
  "retry.not-yours":
    "**Seules les personnes qui suivent cette tâche ou qui peuvent gérer ce salon peuvent la relancer.**",
  "retry.off":
    "La relance des tâches est désactivée, rien n’a été lancé. La personne qui gère Pika Relay peut l’activer.",
  "retry.refused-rest": "Rien n’a été lancé.",
  "retry.unknown-here":
    "{people} J’ai demandé à l’API {source} de relancer la tâche {job}, mais je ne sais pas si une nouvelle tâche a été lancée. Vérifiez avant de réessayer\u202f; je ne publierai pas son résultat.",

  // Cancelling it.
  "cancel.sure":
    "Annuler la tâche {job}\u202f? Elle se terminera sans résultat pour toutes les personnes qui la suivent.",
  "cancel.cost-until-then":
    "L’API {source} peut quand même facturer ce que la tâche a déjà utilisé.",
  "cancel.cost-unknown": "L’API {source} peut quand même la facturer.",
  "cancel.cancelling":
    "J’ai demandé à l’API {source} d’annuler la tâche {job}. Son état changera ici dès que ce sera fait.",
  "cancel.over": "La tâche {job} est déjà terminée\u00a0: il n’y a plus rien à annuler.",
  "cancel.not-cancellable": "La tâche {job} ne peut pas être annulée.",
  "cancel.not-yours":
    "**Seules les personnes qui suivent cette tâche ou qui peuvent gérer ce salon peuvent l’annuler.**",
  "cancel.not-found": "L’API {source} ne trouve pas cette tâche. Sa réponse\u00a0:",
  "cancel.unknown":
    "L’API {source} n’a pas répondu\u00a0: je ne sais pas si la tâche sera annulée. Je continue de la vérifier.",
  "cancel.unavailable":
    "L’API {source} ne répond pas correctement, rien n’a été annulé. Réessayez plus tard.",
  "cancel.refused":
    "L’API {source} refuse les requêtes de Pika Relay, rien n’a été annulé. La personne qui le gère doit intervenir.",
  "cancel.slow-down":
    "L’API {source} limite le nombre de requêtes, rien n’a été annulé. Réessayez dans une minute.",

  // Posting again what could not be posted.
  "again.trying": "J’essaie de nouveau de publier le résultat de la tâche {job}.",
  "again.not-yours": "**Seules les personnes qui suivent cette tâche peuvent faire cela.**",
  "again.not-needed": "Le résultat de la tâche {job} a été publié, ou est en cours de publication.",

  // The list.
  "list.waiting": "**Ce salon suit {jobs}.**",
  "list.waiting-none": "**Ce salon ne suit aucune tâche.** Suivez-en une avec {command}.",
  "list.asked-by": "pour {people}",
  "list.by-notification": "via les notifications du salon",
  "list.results": "**Derniers résultats**",
  "list.undelivered": "n’a pas pu être publié\u00a0: {reason}",
  "list.status": "suivi",
  "list.result": "résultat",
  "list.cost": "Coût en {month}\u00a0: {costs}",
  "list.page": "Page {page} sur {pages}",

  // Channel notifications.
  "notify.on":
    "**Les notifications du salon sont activées.** Chaque tâche terminée du compte est publiée ici.",
  "notify.covers": "Cela ne concerne que les tâches de {sources}.",
  "notify.on-rest": "Désactivez-les avec {command}.",
  "notify.already-on":
    "**Les notifications du salon sont déjà activées.** {person} les a activées {when}.",
  "notify.off":
    "**Les notifications du salon sont désactivées.** Les tâches suivies continuent d’être publiées.",
  "notify.already-off":
    "**Les notifications du salon sont désactivées.** Activez-les avec {command}.",
  "notify.no-list":
    "**Les notifications du salon ne sont pas disponibles ici.** Je ne peux pas obtenir la liste des tâches de {sources}. Suivez chaque tâche avec {command}.",
  "notify.lost":
    "**Les notifications du salon {channel} ont été désactivées\u00a0:** {reason}. Une fois le problème résolu, réactivez-les avec {command}.",
  "notify.invalid": "Choisissez l’une de ces options\u00a0: {choices}.",
  "switch.on": "activées",
  "switch.off": "désactivées",
  "switch.status": "état",

  // Settings.
  "settings.delivery": "Résultats dans ce salon\u00a0: **{delivery}**. {explanation}",
  "settings.changed":
    "Modification enregistrée. Résultats dans ce salon\u00a0: **{delivery}**. {explanation}",
  "settings.how": "Pour modifier\u00a0: {command}",
  "settings.broadcast-on":
    "Un court message dans le salon annonce chaque résultat publié dans un fil.",
  "settings.broadcast-off":
    "Aucun message dans le salon n’annonce les résultats publiés dans un fil.",
  "settings.ping-on":
    "**Les pings sont activés pour vous dans tous les salons.** Vous recevez une notification quand une tâche que vous suivez se termine.",
  "settings.ping-off":
    "**Les pings sont désactivés pour vous dans tous les salons.** Les résultats vous nomment toujours, mais sans vous envoyer de notification.",
  "settings.ping-how": "Pour activer ou désactiver vos pings\u00a0: {command}",
  "settings.invalid": "Choisissez l’une de ces options\u00a0: {choices}.",
  "settings.post": "Le résultat est un nouveau message, en réponse au message de suivi.",
  "settings.edit":
    "Le résultat remplace le message de suivi, et un court message en dessous l’annonce.",
  "settings.thread": "Le résultat est publié dans un fil du message de suivi.",
  "delivery.post": "nouveau message",
  "delivery.edit": "dans le message de suivi",
  "delivery.thread": "dans un fil",
  "broadcast.on": "aussi dans le salon",
  "broadcast.off": "seulement dans le fil",
  "ping.on": "m’envoyer une notification",
  "ping.off": "ne pas m’envoyer de notification",

  // Help.
  "help.title":
    "**Pika Relay suit les tâches vidéo Pika et publie leurs résultats dans votre salon.**",
  "help.any-title":
    "**Pika Relay suit des tâches vidéo et publie leurs résultats dans votre salon.**",
  "help.command": "{command} {description}",
  "help.managers": "Pour les personnes qui gèrent ce salon\u00a0:",

  // What a channel allows.
  "access.not-member":
    "Je ne suis pas membre de ce serveur, je ne pourrai donc pas publier ici plus tard.",
  "access.invite": "Une personne qui gère le serveur peut m’ajouter\u00a0: {url}",
  "access.missing-one": "Il me manque une permission ici\u00a0: {names}.",
  "access.missing-many": "Il me manque des permissions ici\u00a0: {names}.",
  "access.allow":
    "Une personne qui gère ce salon peut l’autoriser\u00a0: Modifier le salon → Permissions → rôle du bot → {names}.",
  "access.locked": "Le fil est verrouillé, rien ne peut donc y être publié.",
  "access.unlock":
    "Demandez à la modération de déverrouiller le fil, ou utilisez la commande dans un autre salon.",
  "access.no-history":
    "Je ne peux pas voir les anciens messages ici\u00a0: les résultats ne seront pas des réponses, et l’un d’eux pourrait apparaître deux fois après une panne. Une personne qui gère ce salon peut m’accorder «\u00a0Voir les anciens messages\u00a0».",
  "access.not-invited": "Je ne suis pas membre du salon, et je ne peux pas le rejoindre moi-même.",
  "access.slack-invite": "Tapez {command} ici, puis réessayez.",
  "access.not-for-me": "Je ne peux pas publier dans les messages privés entre personnes.",
  "access.use-elsewhere":
    "Utilisez la commande dans un salon, ou dans un message privé avec {bot}.",
  "access.archived": "Le salon est archivé, rien ne peut donc y être publié.",
  "access.unarchive": "Désarchivez-le d’abord, ou utilisez un autre salon.",
  "access.lacks": "Permissions manquantes\u00a0: {names}.",
  "access.not-allowed": "Je n’ai pas la permission de publier des messages ici.",
  "access.ask-manager":
    "Demandez à une personne qui gère ce salon de m’y ajouter et de me laisser publier des messages et joindre des fichiers.",

  // What Discord calls permissions.
  "permission.view-channel": "Voir le salon",
  "permission.send-messages": "Envoyer des messages",
  "permission.send-messages-in-threads": "Envoyer des messages dans les fils",
  "permission.create-public-threads": "Créer des fils publics",
  "permission.attach-files": "Joindre des fichiers",
  "permission.read-message-history": "Voir les anciens messages",
} as const satisfies Catalogue<"one" | "many" | "other">;
