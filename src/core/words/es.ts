import type { Catalogue } from "./en.ts";

/** The catalogue in Spanish, for Spain and Latin America alike. */
export const es = {
  // Units and numbers.
  "unit.day": "{n}\u00a0d",
  "unit.hour": "{n}\u00a0h",
  "unit.minute": "{n}\u00a0min",
  "unit.second": "{n}\u00a0s",
  "unit.bytes": "{n}\u00a0bytes",
  "unit.kilobytes": "{n}\u00a0kB",
  "unit.megabytes": "{n}\u00a0MB",
  "unit.percent": "{n}\u00a0%",
  "jobs.one": "{n} trabajo",
  "jobs.other": "{n} trabajos",
  "commands.one": "{n} comando",
  "commands.other": "{n} comandos",
  "lines.one": "… ({n} línea más)",
  "lines.other": "… ({n} líneas más)",
  "characters.one": "… ({n} carácter más)",
  "characters.other": "… ({n} caracteres más)",

  // What a job's status is called.
  "status.unasked": "Esperando a la API de trabajos",
  "status.created": "A la espera de empezar",
  "status.started": "Iniciado",
  "status.progress": "En curso",
  "status.running": "En marcha ({status})",
  "status.completed": "Completado",
  "status.failed": "Fallido",
  "status.cancelled": "Cancelado",
  "status.moderated": "Detenido por la moderación",
  "status.gave-up": "Espera abandonada",
  "status.unknown-job": "Desconocido para la API de trabajos",
  "status.forgotten": "Ya no se sigue",

  // The status message.
  "status.word": "estado {status}",
  "status.job": "Trabajo {job}",
  "status.asked-by": "Solicitado por {people}",
  "status.submitted": "enviado {when}",
  "status.took": "duró {duration}",
  "status.asked-every":
    "Se consulta a la API de trabajos cada {interval}. Fin de la espera: {when}.",
  "status.asked-between":
    "Se consulta a la API de trabajos a intervalos de {from} a {to}. Fin de la espera: {when}.",
  "status.upload-limit":
    "Aquí se pueden adjuntar archivos de hasta {size}; los más grandes se comparten con un enlace.",
  "status.undelivered":
    "**El trabajo salió bien, pero su resultado no se pudo publicar aquí:** {reason}.",
  "status.undelivered-bad": "**El trabajo terminó, pero eso no se pudo publicar aquí:** {reason}.",
  "status.sent-privately": "En su lugar, se envió a {person} por mensaje directo.",
  "status.kept": "Se guarda durante una semana: {command} lo muestra.",
  "status.result": "Ver el resultado",
  "status.forgotten-by": "{person} dejó de seguir este trabajo aquí.",

  // Why a result could not be posted.
  "undelivered.channel_lost": "el canal ya no existe, o me quitaron de él",
  "undelivered.forbidden": "no tengo permiso para publicar aquí",
  "undelivered.text_refused": "la moderación de mensajes lo rechaza",
  "undelivered.channel_not_allowed": "mi configuración ya no permite usarme aquí",
  "undelivered.too_late": "la publicación falló durante 24 horas",
  "undelivered.rejected": "la plataforma no lo acepta",

  // Trouble with the job API.
  "trouble.unauthorised":
    "La API de trabajos rechaza este relay en este momento (sin autorización). Quien administra el relay debe renovar su token de API. El relay sigue preguntando.",
  "trouble.no-subscription":
    "La API de trabajos rechaza este relay en este momento (sin suscripción, o suscripción vencida). Quien administra el relay debe renovar la suscripción. El relay sigue preguntando.",
  "trouble.rate-limited":
    "La API de trabajos pide al relay que vaya más despacio en este momento. El relay sigue preguntando.",
  "trouble.unavailable":
    "La API de trabajos está caída o no responde en este momento. El relay sigue preguntando.",
  "trouble.not-understood":
    "Las respuestas de la API de trabajos son ilegibles en este momento. El relay sigue preguntando.",

  // The result.
  "result.video-ready": "Tu video está listo",
  "result.other-ready": "Tu resultado está listo",
  "result.file-not-attached": "{ready}, pero no se pudo adjuntar",
  "result.files-not-attached": "{ready}, pero no se pudieron adjuntar los archivos",
  "result.no-attachments": "El trabajo se completó, pero no tiene archivos adjuntos",
  "result.failed": "El trabajo falló",
  "result.cancelled": "El trabajo fue cancelado",
  "result.moderated": "El trabajo fue detenido por la moderación",
  "result.gave-up": "Dejé de esperar después de {duration}",
  "result.unknown-job": "La API de trabajos no conoce este trabajo",
  "result.headline": "{people} {symbol} **{words}.** Trabajo {job}.",
  "result.headline-took": "{people} {symbol} **{words}.** El trabajo {job} duró {duration}.",
  "result.headline-alone": "{symbol} **{words}.** Trabajo {job}.",
  "result.headline-alone-took": "{symbol} **{words}.** El trabajo {job} duró {duration}.",
  "result.shared-by": "Compartido por {person}.",
  "result.notification": "Se publicó aquí porque las notificaciones del canal están activadas.",
  "result.sent-privately": "Esto se solicitó en un canal en el que ya no puedo publicar.",
  "result.one-line": "{people} {symbol} **{words}.** {link}",
  "result.see-status": "Mensaje de estado",
  "result.part": "Archivos del {from} al {to} de {count} del trabajo {job}.",
  "result.smaller-copy": "una copia más pequeña, de {size}, porque el original ocupa {original}",
  "result.error": "Error:",
  "result.details": "Detalles:",
  "result.no-reason": "La API de trabajos no dio ningún motivo.",
  "result.api-says": "La API de trabajos dice:",
  "result.api-says-nothing": "La API de trabajos no dice nada más.",
  "result.last-status":
    "Su último estado conocido era «{status}». Para seguir esperando: {command}",
  "result.no-status": "La API de trabajos nunca dijo su estado. Para seguir esperando: {command}",
  "result.ask-again": "Si es un error, pregunta de nuevo: {command}",
  "result.moderated-text": "La moderación de mensajes rechazó aquí el resto de este mensaje.",
  "result.alt-text": "Resultado del trabajo de Pika {job}",
  "result.forgotten":
    "{person} dejó de seguir el trabajo {job} aquí, así que su resultado no se publicará. Para volver a seguirlo: {command}",

  // A file that is linked.
  "link.line": "No se adjuntó {file}: {reason}.",
  "link.line-until": "No se adjuntó {file}: {reason}. Caducidad del enlace: {when}.",
  "link.sized": "{file} ({size})",
  "link.file": "el archivo",
  "link.expired": "su enlace caducó, y la API de trabajos no tiene uno nuevo",
  "link.unreachable": "no se pudo descargar",
  "link.not-media": "no es un video, una imagen ni un sonido",
  "link.address-refused": "el relay no descarga nada de esa dirección",
  "link.file-refused": "no se pudo publicar aquí como archivo",
  "link.too-large": "es demasiado grande para este canal",
  "link.too-large-for": "supera los {size} permitidos aquí",

  // Commands: what the platform's menus say of them. At most 100 characters.
  "command.pika-status": "Seguir un trabajo de video de Pika y recibir su resultado en este canal",
  "command.pika-jobs": "Ver qué espera este canal y sus últimos resultados",
  "command.pika-forget": "Dejar de seguir un trabajo en este canal",
  "command.pika-share": "Publicar el resultado de un trabajo terminado en otro canal",
  "command.pika-notify": "Publicar en este canal cada trabajo terminado de la cuenta",
  "command.pika-settings": "Ver o cambiar cómo se publican los resultados en este canal",
  "command.pika-help": "Qué puedes hacer aquí con Pika Relay",
  "option.jobid": "El ID de trabajo que devolvió la API de Pika cuando se envió el trabajo",
  "option.followed-jobid": "El ID de un trabajo que este canal sigue",
  "option.finished-jobid": "El ID de un trabajo cuyo resultado se publicó en este canal",
  "option.channel": "Dónde publicarlo",
  "option.notify": "Activar o desactivar las notificaciones, o ver si están activadas",
  "option.delivery":
    "Cómo llegan los resultados: en un mensaje nuevo, en el mensaje de estado o en un hilo",
  "shortcut.follow": "Seguir este trabajo de Pika",

  // Buttons.
  "button.refresh": "Actualizar",
  "button.stop": "Dejar de seguir",
  "button.share": "Compartir…",
  "button.retry": "Repetir",
  "button.retry-now": "Ejecutar de nuevo",
  "button.cancel": "Cancelar",
  "button.try-again": "Reintentar",
  "button.previous": "Anterior",
  "button.next": "Siguiente",
  "choice.channel": "Elige un canal",

  // Answers that any command may give.
  "answer.interim": "Estoy buscando eso; la respuesta llega en un momento.",
  "answer.failed": "Algo salió mal en el relay, y no se hizo nada. Inténtalo de nuevo.",
  "answer.unknown-command": "No conozco ese comando.",
  "answer.restarting": "Me estoy reiniciando. Inténtalo de nuevo en un momento.",
  "answer.people-only": "Solo acepto comandos de personas.",
  "answer.not-allowed-here":
    "Mi configuración no permite usarme aquí. Quien administra este relay decide dónde se puede usar.",
  "answer.too-often":
    "Ese fue uno de más: acepto {commands} por minuto de una misma persona. Inténtalo de nuevo en {duration}.",
  "answer.too-often-rest": "Los trabajos que ya se siguen continúan, y con este no se hizo nada.",
  "answer.store-down": "**No pude guardar esto ahora, así que no se cambió nada.**",
  "answer.store-down-rest":
    "Inténtalo de nuevo en un minuto. Si sigue igual, avisa a quien administra este relay.",
  "answer.not-found": "No conozco ese trabajo en este canal.",
  "answer.not-found-rest": "{command} muestra qué espera este canal y sus últimos resultados.",
  "answer.needs-manage": "**Solo puede hacerlo alguien que pueda gestionar este canal.**",
  "answer.cancelled": "No se hizo nada.",

  // Job ids.
  "jobid.missing": "Falta un ID de trabajo.",
  "jobid.invalid":
    "Eso no es un ID de trabajo: debe tener de 1 a {max} caracteres y ningún espacio.",
  "jobid.example": "Un ID de trabajo tiene este aspecto: {example}.",
  "jobid.where": "Es el campo {field} de la respuesta a la petición que inició el trabajo.",

  // Following.
  "follow.following": "Siguiendo el trabajo {job}. Su resultado se publicará en este canal.",
  "follow.following-thread": "Siguiendo el trabajo {job}. Su resultado se publicará en este hilo.",
  "follow.over": "Siguiendo el trabajo {job}. Su resultado se publica ahora en este canal.",
  "follow.already":
    "Este canal ya sigue el trabajo {job}. También se te mencionará cuando termine.",
  "follow.already-over":
    "Este canal ya sigue el trabajo {job}. El trabajo terminó, y su resultado se está publicando ahora.",
  "follow.not-found": "La API de trabajos no conoce el trabajo {job}. Dice:",
  "follow.not-found-rest": "No se sigue nada. Comprueba el ID del trabajo e inténtalo de nuevo.",
  "follow.no-access": "**No puedo publicar resultados en este canal.** {problem}",
  "follow.no-access-rest": "Todavía no se sigue nada. Inténtalo de nuevo después de eso.",
  "follow.too-many-of-user":
    "**Ya esperas {jobs} aquí, el límite por persona.** Este no se sigue. Inténtalo de nuevo cuando termine uno de los tuyos.",
  "follow.too-many-of-channel":
    "**Este canal ya sigue {jobs}, el límite por canal.** Este no se sigue. Inténtalo de nuevo cuando termine uno de ellos, o en otro canal.",
  "follow.too-many-rest": "Quien administra este relay puede aumentar el límite.",
  "follow.store-down": "**No pude guardar esto ahora, así que el trabajo no se sigue.**",
  "follow.see-status": "Ver el mensaje de estado",
  "follow.refused":
    "La API de trabajos rechaza el relay en este momento; quien lo administra debe actuar. Sigo preguntando.",
  "follow.slow-down":
    "La API de trabajos me pide que vaya más despacio en este momento. Sigo preguntando.",
  "follow.no-answer": "La API de trabajos no responde bien en este momento. Sigo preguntando.",

  // Refreshing.
  "refresh.running": "Consultado ahora mismo: {status}.",
  "refresh.over": "Consultado ahora mismo: el trabajo terminó. Su resultado está en camino.",
  "refresh.done": "Este trabajo terminó. Su resultado se publicó aquí.",
  "refresh.undelivered": "Este trabajo terminó, y su resultado no se pudo publicar aquí.",

  // Stopping.
  "forget.done": "El trabajo {job} ya no se sigue aquí. Su resultado no se publicará.",
  "forget.told": "Se avisa a las demás personas que lo solicitaron.",
  "forget.over": "El trabajo {job} terminó: ya no queda nada que detener.",
  "forget.not-yours":
    "**Solo pueden dejar de seguir este trabajo quienes lo solicitaron, o alguien que pueda gestionar este canal.**",

  // Sharing.
  "share.where": "¿Dónde se publica el resultado del trabajo {job}?",
  "share.done": "El resultado del trabajo {job} se está publicando en {channel}.",
  "share.running":
    "El trabajo {job} todavía no ha terminado. Su resultado se podrá compartir cuando termine.",
  "share.already": "{channel} ya recibe el resultado del trabajo {job}.",
  "share.here": "El resultado del trabajo {job} ya está en este canal.",
  "share.person": "**No puedes publicar en {channel}**, así que no publico allí por ti.",
  "share.bot": "**No puedo publicar en {channel}.** {problem}",
  "share.elsewhere":
    "No conozco ese canal aquí. Tiene que ser de este servidor o espacio de trabajo.",
  "share.channel-missing": "Falta un canal.",

  // Running it again.
  "retry.sure":
    "¿Ejecutar de nuevo el trabajo {job}? Se inicia un trabajo nuevo con los mismos ajustes, y se sigue aquí.",
  "retry.started": "Iniciado de nuevo como el trabajo {job}.",
  "retry.not-found":
    "La API de trabajos ya no conoce este trabajo, así que no se puede ejecutar de nuevo. Dice:",
  "retry.moderated": "La API de trabajos se niega a ejecutarlo de nuevo (moderación). Dice:",
  "retry.queue-full":
    "La cuenta ya ejecuta tantos trabajos como puede. Inténtalo de nuevo cuando termine uno de ellos.",
  "retry.unknown":
    "La API de trabajos no respondió, así que no sé si se inició un trabajo nuevo. Compruébalo antes de intentarlo de nuevo.",
  "retry.unavailable":
    "La API de trabajos no responde bien en este momento, y no se inició nada. Inténtalo de nuevo más tarde.",
  "retry.refused":
    "La API de trabajos rechaza el relay en este momento, y no se inició nada. Quien administra el relay debe actuar.",
  "retry.slow-down":
    "La API de trabajos me pide que vaya más despacio en este momento, y no se inició nada. Inténtalo de nuevo en un minuto.",
  "retry.not-retryable": "El trabajo {job} no se puede ejecutar de nuevo.",

  // Posting again what could not be posted.
  "again.trying": "Intentando publicar de nuevo el resultado del trabajo {job}.",
  "again.not-yours": "**Solo pueden hacerlo quienes solicitaron este trabajo.**",
  "again.not-needed": "El resultado del trabajo {job} ya se publicó, o se está publicando.",

  // The list.
  "list.waiting": "**Este canal espera {jobs}.**",
  "list.waiting-none": "**Este canal no espera ningún trabajo.** {command} sirve para seguir uno.",
  "list.since": "desde {when}",
  "list.asked-by": "solicitado por {people}",
  "list.by-notification": "por las notificaciones del canal",
  "list.next-look": "próxima consulta {when}",
  "list.looking": "consulta en curso",
  "list.results": "**Últimos resultados**",
  "list.ended": "{when}",
  "list.undelivered": "no se pudo publicar: {reason}",
  "list.status": "estado",
  "list.result": "resultado",
  "list.page": "Página {page} de {pages}",

  // Channel notifications.
  "notify.on":
    "**Las notificaciones del canal están activadas.** Cada trabajo de la cuenta que termina se publica aquí.",
  "notify.on-rest": "{command} las desactiva.",
  "notify.already-on":
    "**Las notificaciones del canal ya están activadas**; las activó {person} {when}.",
  "notify.off":
    "**Las notificaciones del canal están desactivadas.** Los trabajos que alguien sigue se publican igualmente.",
  "notify.already-off":
    "**Las notificaciones del canal están desactivadas.** {command} las activa.",
  "notify.lost":
    "**Las notificaciones del canal {channel} se desactivaron:** {reason}. Cuando eso se arregle, {command} las vuelve a activar.",
  "notify.invalid": "Tiene que ser una de estas opciones: {choices}.",

  // Settings.
  "settings.delivery": "Los resultados llegan aquí de esta forma: **{delivery}**. {explanation}",
  "settings.changed":
    "Cambiado. Los resultados llegan aquí de esta forma: **{delivery}**. {explanation}",
  "settings.how": "Para cambiarlo: {command}",
  "settings.invalid": "Los resultados pueden llegar de una de estas formas: {choices}.",
  "settings.post": "El resultado es un mensaje nuevo que responde al mensaje de estado.",
  "settings.edit": "El resultado aparece en el mensaje de estado, y una línea debajo lo avisa.",
  "settings.thread": "El resultado se publica en un hilo del mensaje de estado.",

  // Help.
  "help.title":
    "**Pika Relay sigue trabajos de video de Pika y publica sus resultados donde los pediste.**",
  "help.command": "{command} {description}",
  "help.manage": "{command} {description} (puedes usarlo, porque gestionas este canal)",
  "help.manage-not": "{command} {description} (solo para quienes puedan gestionar este canal)",
  "help.buttons": "Los botones debajo de un mensaje de estado hacen lo mismo con un clic.",

  // What a channel allows.
  "access.not-member":
    "El bot no es miembro de este servidor, así que no podrá publicar aquí más tarde.",
  "access.invite": "Alguien que gestione el servidor puede agregarlo: {url}",
  "access.missing-one": "Al bot le falta un permiso aquí: {names}.",
  "access.missing-many": "Al bot le faltan permisos aquí: {names}.",
  "access.allow":
    "Alguien que gestione este canal puede concederlo: Editar canal → Permisos → rol del bot → {names}.",
  "access.locked": "Este hilo está bloqueado, y no se puede publicar nada en él.",
  "access.unlock": "Pide a un moderador que desbloquee el hilo, o usa el comando en otro canal.",
  "access.no-history":
    "El bot no puede leer aquí el historial de mensajes: los resultados no son respuestas, y después de una caída alguno podría aparecer dos veces. Alguien que gestione este canal puede concederlo: Leer el historial de mensajes.",
  "access.not-invited": "No soy miembro de este canal, y no puedo unirme por mi cuenta.",
  "access.slack-invite": "Escribe {command} aquí e inténtalo de nuevo.",
  "access.not-for-me": "No puedo publicar en mensajes directos entre personas.",
  "access.use-elsewhere": "Usa el comando en un canal, o en un mensaje directo con {bot}.",
  "access.archived": "Este canal está archivado, así que no se puede publicar nada aquí.",
  "access.unarchive": "Desarchívalo primero, o usa otro canal.",
  "access.lacks": "Me falta: {names}.",
  "access.not-allowed": "No tengo permiso para publicar mensajes aquí.",
  "access.ask-manager":
    "Pide a alguien que gestione este canal que me agregue y me permita publicar mensajes y adjuntar archivos.",
} as const satisfies Catalogue;
