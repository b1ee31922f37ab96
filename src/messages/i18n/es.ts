import type { Catalogue } from "./en.ts";

/** The catalogue in Spanish, for Spain and Latin America alike. */
export const es = {
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
  "jobs.one": "{n} trabajo",
  "jobs.many": "{n} trabajos",
  "jobs.other": "{n} trabajos",
  "commands.one": "{n} comando",
  "commands.many": "{n} comandos",
  "commands.other": "{n} comandos",
  "files.one": "{n} archivo",
  "files.many": "{n} archivos",
  "files.other": "{n} archivos",
  "ahead.one": "{n} trabajo por delante",
  "ahead.many": "{n} trabajos por delante",
  "ahead.other": "{n} trabajos por delante",
  "credits.one": "{n} crédito",
  "credits.many": "{n} créditos",
  "credits.other": "{n} créditos",
  "units.one": "{n} unidad facturable",
  "units.many": "{n} unidades facturables",
  "units.other": "{n} unidades facturables",
  "lines.one": "… ({n} línea más)",
  "lines.many": "… ({n} líneas más)",
  "lines.other": "… ({n} líneas más)",
  "characters.one": "… ({n} carácter más)",
  "characters.many": "… ({n} caracteres más)",
  "characters.other": "… ({n} caracteres más)",

  // What a job's status is called.
  "status.unasked": "Esperando a la API de {source}",
  "status.created": "En cola",
  "status.started": "Iniciado",
  "status.progress": "En curso",
  "status.running": "En ejecución ({status})",
  "status.completed": "Completado",
  "status.failed": "Fallido",
  "status.cancelled": "Cancelado",
  "status.moderated": "Bloqueado por la moderación",
  "status.gave-up": "Espera finalizada",
  "status.unknown-job": "No encontrado",
  "status.quarantined": "Seguimiento detenido por errores internos",
  "status.forgotten": "Sin seguimiento",

  // The status message.
  "status.job": "Trabajo {job}",
  "status.submitted": "enviado {when}",
  "status.next": "es el siguiente",
  "status.usual-end": "suele terminar entre {from} y {to}",
  "status.took": "tardó {duration}",
  "status.asked-every": "Se comprueba cada {interval}. Fin del seguimiento: {when}.",
  "status.asked-between":
    "Se comprueba a intervalos de {from} a {to}. Fin del seguimiento: {when}.",
  "status.undelivered":
    "**El trabajo se completó, pero no se pudo publicar aquí su resultado:** {reason}.",
  "status.undelivered-bad":
    "**El trabajo terminó, pero no se pudo publicar aquí el desenlace:** {reason}.",
  "status.sent-privately": "El resultado se envió a {person} por mensaje directo.",
  "status.files-kept": "Ya guardé los archivos.",
  "status.files-kept-until": "Ya guardé los archivos; en {source} caducan: {when}.",
  "status.files-until": "Los archivos caducan en {source}: {when}.",
  "status.kept": "Lo encontrarás con {command} durante una semana.",
  "status.result": "Ver el resultado",
  "status.forgotten-by": "{person} dejó de seguir este trabajo aquí.",
  "status.post-unanswered":
    "Todavía no pude publicar el resultado: {platform} no responde. Seguiré intentándolo.",
  "status.post-limited":
    "Todavía no pude publicar el resultado: {platform} está limitando mis mensajes. Seguiré intentándolo.",

  // Why a result could not be posted.
  "undelivered.channel_lost": "ya no tengo acceso al canal",
  "undelivered.forbidden": "no tengo permiso para publicar en el canal",
  "undelivered.text_refused": "un filtro de mensajes lo bloqueó",
  "undelivered.channel_not_allowed": "Pika Relay ya no está habilitado en el canal",
  "undelivered.too_late": "la publicación falló durante 24 horas",
  "undelivered.rejected": "la plataforma lo rechazó",
  "undelivered.quarantined": "se produjeron varios errores internos",
  "undelivered.message_lost": "el hilo ya no existe",

  // Trouble with the job API.
  "trouble.unauthorised":
    "La API de {source} no acepta el token de Pika Relay. Quien administra Pika Relay debe renovarlo. Seguiré intentándolo.",
  "trouble.no-subscription":
    "La API de {source} rechaza las solicitudes porque no hay una suscripción activa. Quien administra Pika Relay debe renovarla. Seguiré intentándolo.",
  "trouble.rate-limited":
    "La API de {source} está limitando las solicitudes. Seguiré intentándolo.",
  "trouble.unavailable": "La API de {source} está caída o no responde. Seguiré intentándolo.",
  "trouble.not-understood":
    "No puedo leer las respuestas de la API de {source}. Seguiré intentándolo.",
  "outage.since":
    "Inicio: {from}. En espera aquí: {jobs}. Publicaré cada resultado en cuanto lo tenga.",
  "outage.over": "La API de {source} vuelve a funcionar. Inicio del problema: {from}. Fin: {to}.",
  "outage.unwatched":
    "Aquí ya no hay trabajos que esperen a la API de {source}. No respondía bien. Inicio del problema: {from}.",

  // The result.
  "result.video-ready": "El video está listo",
  "result.other-ready": "El resultado está listo",
  "result.file-not-attached": "{ready}, pero no se pudo adjuntar",
  "result.files-not-attached": "{ready}, pero no se pudieron adjuntar los archivos",
  "result.no-attachments": "El trabajo se completó, pero no generó archivos",
  "result.deleted": "El trabajo se completó, pero sus archivos ya se eliminaron",
  "result.failed": "El trabajo falló",
  "result.cancelled": "El trabajo se canceló",
  "result.moderated": "La moderación bloqueó el trabajo",
  "result.gave-up": "Dejé de esperar después de {duration}",
  "result.quarantined": "Dejé de seguir este trabajo tras varios errores internos",
  "result.unknown-job": "La API de {source} no encuentra este trabajo",
  "result.headline-reason": "{symbol} **{words}:** {reason}",
  "result.headline-sentence": "{symbol} **{words}.** {sentence}",
  "result.summary": "{words}: {rest}",
  "result.shared-by": "compartido por {person}",
  "result.sent-privately": "Lo pediste en un canal en el que ya no puedo publicar.",
  "result.see-status": "Ver el estado",
  "result.part": "Archivos {from}–{to} de {count} del trabajo {job}.",
  "result.part-one": "Archivo {from} de {count} del trabajo {job}.",
  "result.smaller-copy": "reducido a {size} (original: {original})",
  "result.cost": "costó {cost}",
  "result.no-reason": "La API de {source} no dio ningún motivo.",
  "result.api-says": "Respuesta de la API de {source}:",
  "result.api-says-nothing": "La API de {source} no dio más detalles.",
  "result.last-status": "Último estado conocido: «{status}». Para volver a seguirlo: {command}",
  "result.no-status": "La API de {source} nunca dio su estado. Para volver a seguirlo: {command}",
  "result.quarantined-rest":
    "El trabajo en sí no se ve afectado. Para volver a seguirlo más tarde: {command}",
  "result.ask-again": "Si es un error, inténtalo de nuevo: {command}",
  "result.moderated-text": "Un filtro de mensajes bloqueó el resto de este mensaje.",
  "result.alt-text": "Resultado del trabajo de {source} {job}",
  "result.forgotten":
    "{person} dejó de seguir el trabajo {job} aquí, así que su resultado no se publicará. Para volver a seguirlo: {command}",
  "result.more-files": "El trabajo tiene {count} archivos; aquí se publicaron {kept}.",

  // A file that is linked.
  "link.line": "No se pudo adjuntar {file}: {reason}.",
  "link.line-until": "No se pudo adjuntar {file}: {reason}. El enlace caduca: {when}.",
  "link.sized": "{file} ({size})",
  "link.file": "el archivo",
  "link.expired": "su enlace caducó, y la API de {source} no tiene uno nuevo",
  "link.unreachable": "no se pudo descargar",
  "link.not-media": "no es un video, una imagen ni un audio",
  "link.address-refused": "no se permiten descargas desde esa dirección",
  "link.file-refused": "no se pudo subir aquí",
  "link.too-large": "es demasiado grande para este canal",
  "link.too-large-for": "supera el límite de {size}",
  "link.unsafe": "{source} lo marcó como contenido sensible, y {platform} no puede difuminarlo",
  "link.unsafe-private":
    "{source} lo marcó como contenido sensible, y {platform} no puede difuminarlo. Descárgalo desde {source} o pídeselo a quien administra Pika Relay",
  "unsafe.spoiler": "Detrás de un spoiler: {files} que {source} marcó como contenido sensible.",
  "unsafe.linked": "Cuidado con los enlaces: {source} marcó {files} como contenido sensible.",
  "unsafe.hidden":
    "No publiqué {files} que {source} marcó como contenido sensible. Quien administra Pika Relay puede cambiarlo con {variable}.",

  // Commands: what the platform's menus say of them. At most 100 characters.
  "command.pika-status": "Seguir un trabajo de video de Pika y recibir su resultado en este canal",
  "command.any-status": "Seguir un trabajo de video y recibir su resultado en este canal",
  "command.pika-jobs": "Ver los trabajos que sigue este canal y sus últimos resultados",
  "command.pika-forget": "Dejar de seguir un trabajo en este canal",
  "command.pika-share": "Compartir en otro canal el resultado de un trabajo terminado",
  "command.pika-notify": "Publicar en este canal cada trabajo terminado de la cuenta",
  "command.pika-settings": "Ver o cambiar cómo se publican aquí los resultados, y si te notifican",
  "command.pika-help": "Ver qué puedes hacer con Pika Relay",
  "option.jobid": "El ID que devolvió la API de Pika al enviar el trabajo",
  "option.any-job":
    "El ID de un trabajo, un enlace o su comando curl; hasta 10 ID o enlaces a la vez",
  "option.followed-jobid": "El ID de un trabajo que este canal sigue",
  "option.finished-jobid": "El ID de un trabajo cuyo resultado se publicó en este canal",
  "option.channel": "El canal donde publicarlo",
  "option.notify": "Activar o desactivar las notificaciones, o ver si están activadas",
  "option.delivery":
    "Cómo llegan los resultados: en un mensaje nuevo, en el mensaje de estado o en un hilo",
  "option.broadcast":
    "Si un mensaje breve en el canal anuncia los resultados publicados en un hilo",
  "option.ping": "Si los resultados te notifican; vale solo para ti, en todos los canales",
  "shortcut.follow": "Seguir este trabajo",

  // Buttons.
  "button.refresh": "Actualizar",
  "button.stop": "Dejar de seguir",
  "button.share": "Compartir…",
  "button.retry": "Ejecutar de nuevo",
  "button.retry-now": "Ejecutar de nuevo",
  "button.cancel": "Cancelar",
  "button.cancel-job": "Cancelar el trabajo",
  "button.keep-running": "Dejar que siga",
  "button.try-again": "Publicar de nuevo",
  "button.previous": "Anterior",
  "button.next": "Siguiente",
  "choice.channel": "Elige un canal",

  // Answers that any command may give.
  "answer.interim": "Un momento, lo estoy buscando…",
  "answer.failed": "Algo salió mal y no se cambió nada. Inténtalo de nuevo.",
  "answer.unknown-command": "No conozco ese comando.",
  "answer.restarting": "Me estoy reiniciando. Inténtalo de nuevo dentro de un momento.",
  "answer.people-only": "Solo acepto comandos de personas.",
  "answer.not-allowed-here":
    "Pika Relay no está habilitado aquí. Quien lo administra decide dónde se puede usar.",
  "answer.too-often":
    "Vas demasiado rápido: el límite es de {commands} por minuto. Inténtalo de nuevo dentro de {duration}.",
  "answer.too-often-rest":
    "Esta vez no se hizo nada. Los trabajos que ya sigues no se ven afectados.",
  "answer.store-down": "**No pude guardarlo, así que no se cambió nada.**",
  "answer.store-unread": "**No puedo consultarlo en este momento.**",
  "answer.store-down-rest":
    "Inténtalo de nuevo dentro de un minuto. Si sigue igual, avisa a quien administra Pika Relay.",
  "answer.not-found": "No encuentro ese trabajo en este canal.",
  "answer.not-found-rest":
    "{command} muestra los trabajos que sigue este canal y sus últimos resultados.",
  "answer.needs-manage": "**Solo pueden hacerlo quienes pueden gestionar este canal.**",
  "answer.cancelled": "No se cambió nada.",
  "answer.other-workspace":
    "Estoy instalado en otro espacio de trabajo y solo acepto comandos de sus miembros.",
  "answer.platform-slow":
    "La plataforma no respondió a tiempo, así que no pude comprobar tus permisos y no se cambió nada. Inténtalo de nuevo dentro de un momento.",
  "answer.not-installed":
    "Ya no estoy instalado en este espacio de trabajo. Quien administra sus aplicaciones puede volver a instalar Pika Relay.",

  "install.done": "Pika Relay está instalado en {workspace}.",
  "install.next": "Para ver lo que puede hacer, escribe {command} en Slack.",
  "install.cancelled": "La instalación se canceló y no se instaló nada.",
  "install.expired":
    "Esta página caducó, o la instalación se inició en otro navegador. No se instaló nada.",
  "install.failed":
    "Algo salió mal y Pika Relay no se instaló. Inténtalo de nuevo dentro de un momento.",
  "install.again": "Volver a empezar",

  // Job ids.
  "jobid.missing": "Indica un ID de trabajo.",
  "jobid.invalid":
    "Eso no es un ID de trabajo: debe tener de 1 a {max} caracteres y ningún espacio.",
  "jobid.example": "Un ID de trabajo tiene este aspecto: {example}.",
  "jobid.where": "Es el campo {field} de la respuesta a la solicitud que inició el trabajo.",

  // Following.
  "follow.following":
    "Siguiendo el trabajo {job}. Publicaré su resultado en este canal y te mencionaré.",
  "follow.following-thread":
    "Siguiendo el trabajo {job}. Publicaré su resultado en este hilo y te mencionaré.",
  "follow.over": "El trabajo {job} ya terminó. Estoy publicando su resultado aquí.",
  "follow.already":
    "Este canal ya sigue el trabajo {job}. También te mencionaré a ti cuando termine.",
  "follow.already-you": "Ya sigues el trabajo {job} aquí.",
  "follow.already-over":
    "Este canal ya sigue el trabajo {job}. Ya terminó, y estoy publicando su resultado.",
  "follow.not-found": "La API de {source} no encuentra el trabajo {job}. Responde:",
  "follow.not-found-rest": "Revisa el ID del trabajo e inténtalo de nuevo.",
  "follow.tried": "Servicios consultados: {sources}.",
  "follow.not-recognised":
    "Eso no parece el ID de un trabajo ni un enlace a uno. Puedo seguir trabajos de estos servicios: {sources}.",
  "follow.source-off":
    "Es un trabajo de {source}, pero {source} está desactivado aquí. Quien administra Pika Relay puede activarlo con {variable}.",
  "follow.ambiguous":
    "**Varios servicios tienen un trabajo con este ID.** Usa el comando del que buscas:",
  "follow.ambiguous-choose":
    "**Varios servicios tienen un trabajo con este ID.** Elige el que buscas.",
  "follow.undecided":
    "No pude comprobar si este trabajo existe: no hubo respuesta de {sources}. Inténtalo de nuevo en un momento.",
  "follow.no-access": "**No puedo publicar resultados en este canal.** {problem}",
  "follow.no-access-rest": "Hasta entonces, este trabajo no se seguirá.",
  "follow.too-many-of-user":
    "**Ya sigues {jobs} aquí, el límite por persona.** Inténtalo de nuevo cuando termine uno de ellos.",
  "follow.too-many-of-channel":
    "**Este canal ya sigue {jobs}, el límite por canal.** Inténtalo de nuevo cuando termine uno de ellos, o usa otro canal.",
  "follow.too-many-rest": "Quien administra Pika Relay puede aumentar el límite.",
  "follow.store-down": "**No pude guardarlo, así que el trabajo no se sigue.**",
  "follow.see-status": "Ver el estado",
  "follow.refused":
    "La API de {source} rechaza las solicitudes de Pika Relay; quien lo administra debe solucionarlo. Seguiré intentándolo.",
  "follow.slow-down": "La API de {source} está limitando las solicitudes. Seguiré intentándolo.",
  "follow.no-answer": "La API de {source} no responde bien en este momento. Seguiré intentándolo.",

  // Following several jobs at once.
  "follow.each": "Siguiendo {job}.",
  "follow.each-rest": "Publicaré cada resultado en este canal y te mencionaré.",
  "follow.each-rest-thread": "Publicaré cada resultado en este hilo y te mencionaré.",
  "follow.each-over": "{job} ya terminó. Estoy publicando su resultado aquí.",
  "follow.each-already": "Este canal ya sigue {job}.",
  "follow.each-already-you": "Ya sigues {job} aquí.",
  "follow.each-not-found": "No encuentro {job}.",
  "follow.each-not-recognised": "{job} no parece el ID de un trabajo ni un enlace a uno.",
  "follow.each-source-off":
    "{job} es un trabajo de {source}, pero {source} está desactivado aquí ({variable}).",
  "follow.each-ambiguous":
    "Varios servicios tienen un trabajo {job}. Usa el comando del que buscas:",
  "follow.each-ambiguous-choose":
    "Varios servicios tienen un trabajo {job}. Elige abajo el que buscas.",
  "follow.each-undecided": "No pude comprobar {job}: no hubo respuesta de {sources}.",
  "follow.each-refused": "No pude seguir {jobs}.",
  "follow.each-too-often":
    "Vas demasiado rápido: el límite es de {commands} por minuto, y cada trabajo cuenta como uno. Inténtalo de nuevo dentro de {duration}.",
  "follow.each-store-down": "**No pude guardarlo.**",
  "follow.too-many-jobs":
    "**Son {jobs}, pero acepto como máximo {max} a la vez.** No se hizo nada. Repártelos en varios comandos.",

  // Refreshing.
  "refresh.running": "Estado comprobado ahora mismo: {status}.",
  "refresh.over": "Estado comprobado ahora mismo: el trabajo terminó. Su resultado está en camino.",
  "refresh.done": "Este trabajo ya terminó, y su resultado se publicó aquí.",
  "refresh.undelivered": "Este trabajo ya terminó, pero no se pudo publicar aquí su resultado.",

  // Stopping.
  "forget.done": "El trabajo {job} ya no se sigue aquí. Su resultado no se publicará.",
  "forget.told": "Avisaré a las demás personas que lo siguen.",
  "forget.over": "El trabajo {job} ya terminó: no queda nada que detener.",
  "forget.not-yours":
    "**Solo pueden hacerlo quienes siguen este trabajo o pueden gestionar este canal.**",
  "forget.left":
    "Ya no sigues el trabajo {job} aquí. Otras personas lo siguen, así que publicaré igualmente su resultado.",
  "forget.left-notified":
    "Ya no sigues el trabajo {job} aquí. Las notificaciones del canal están activadas, así que publicaré igualmente su resultado.",

  // Sharing.
  "share.where": "¿Dónde quieres compartir el resultado del trabajo {job}?",
  "share.done": "Estoy publicando el resultado del trabajo {job} en {channel}.",
  "share.running": "El trabajo {job} sigue en curso. Podrás compartir su resultado cuando termine.",
  "share.already": "El resultado del trabajo {job} ya está en {channel} o en camino.",
  "share.here": "El resultado del trabajo {job} ya está en este canal.",
  "share.person": "**No puedes publicar en {channel}**, así que no puedo publicar allí por ti.",
  "share.bot": "**No puedo publicar en {channel}.** {problem}",
  "share.elsewhere": "No encuentro ese canal. Elige uno de este servidor.",
  "share.channel-missing": "Elige un canal.",

  // Running it again.
  "retry.sure":
    "¿Ejecutar de nuevo el trabajo {job}? Se iniciará un trabajo nuevo con los mismos ajustes y se seguirá aquí.",
  "retry.started": "Ejecutándose de nuevo como el trabajo {job}.",
  "retry.not-found":
    "La API de {source} ya no encuentra este trabajo, así que no se puede ejecutar de nuevo. Responde:",
  "retry.moderated": "La API de {source} se niega a ejecutarlo de nuevo (moderación). Responde:",
  "retry.queue-full":
    "La cuenta ya ejecuta todos los trabajos que puede. Inténtalo de nuevo cuando termine uno de ellos.",
  "retry.unknown":
    "La API de {source} no respondió, así que no sé si se inició un trabajo nuevo. Compruébalo antes de intentarlo de nuevo.",
  "retry.unavailable":
    "La API de {source} no responde bien, así que no se inició nada. Inténtalo de nuevo más tarde.",
  "retry.refused":
    "La API de {source} rechaza las solicitudes de Pika Relay, así que no se inició nada. Quien administra Pika Relay debe solucionarlo.",
  "retry.slow-down":
    "La API de {source} está limitando las solicitudes, así que no se inició nada. Inténtalo de nuevo dentro de un minuto.",
  "retry.not-retryable": "El trabajo {job} no se puede ejecutar de nuevo.",
  "retry.not-yours":
    "**Solo pueden ejecutarlo de nuevo quienes siguen este trabajo o pueden gestionar este canal.**",
  "retry.off":
    "La opción de ejecutar trabajos de nuevo está desactivada, así que no se inició nada. Quien administra Pika Relay puede activarla.",
  "retry.refused-rest": "No se inició nada.",
  "retry.unknown-here":
    "{people} Pedí a la API de {source} que ejecutara de nuevo el trabajo {job}, pero no sé si se inició un trabajo nuevo. Compruébalo antes de intentarlo de nuevo; no publicaré su resultado.",

  // Cancelling it.
  "cancel.sure":
    "¿Cancelar el trabajo {job}? Terminará sin resultado para todas las personas que lo siguen.",
  "cancel.cost-until-then":
    "La API de {source} puede cobrar igualmente lo que el trabajo haya usado hasta ahora.",
  "cancel.cost-unknown": "La API de {source} puede cobrarlo igualmente.",
  "cancel.cancelling":
    "Pedí a la API de {source} que cancele el trabajo {job}. Su estado cambiará aquí cuando lo haya hecho.",
  "cancel.over": "El trabajo {job} ya terminó: no queda nada que cancelar.",
  "cancel.not-cancellable": "El trabajo {job} no se puede cancelar.",
  "cancel.not-yours":
    "**Solo pueden cancelarlo quienes siguen este trabajo o pueden gestionar este canal.**",
  "cancel.not-found": "La API de {source} no encuentra este trabajo. Responde:",
  "cancel.unknown":
    "La API de {source} no respondió, así que no sé si el trabajo se cancelará. Lo seguiré comprobando.",
  "cancel.unavailable":
    "La API de {source} no responde bien, así que no se canceló nada. Inténtalo de nuevo más tarde.",
  "cancel.refused":
    "La API de {source} rechaza las solicitudes de Pika Relay, así que no se canceló nada. Quien administra Pika Relay debe solucionarlo.",
  "cancel.slow-down":
    "La API de {source} está limitando las solicitudes, así que no se canceló nada. Inténtalo de nuevo dentro de un minuto.",

  // Posting again what could not be posted.
  "again.trying": "Intentando publicar de nuevo el resultado del trabajo {job}.",
  "again.not-yours": "**Solo pueden hacerlo quienes siguen este trabajo.**",
  "again.not-needed": "El resultado del trabajo {job} ya se publicó, o se está publicando.",

  // The list.
  "list.waiting": "**Este canal sigue {jobs}.**",
  "list.waiting-none": "**Este canal no sigue ningún trabajo.** Sigue uno con {command}.",
  "list.asked-by": "para {people}",
  "list.by-notification": "por las notificaciones del canal",
  "list.results": "**Últimos resultados**",
  "list.undelivered": "no se pudo publicar: {reason}",
  "list.status": "estado",
  "list.result": "resultado",
  "list.cost": "Costo en {month}: {costs}",
  "list.page": "Página {page} de {pages}",

  // Channel notifications.
  "notify.on":
    "**Las notificaciones del canal están activadas.** Aquí se publica cada trabajo de la cuenta cuando termina.",
  "notify.covers": "Solo incluyen los trabajos de {sources}.",
  "notify.on-rest": "Desactívalas con {command}.",
  "notify.already-on":
    "**Las notificaciones del canal ya están activadas.** {person} las activó {when}.",
  "notify.off":
    "**Las notificaciones del canal están desactivadas.** Los trabajos que alguien sigue se seguirán publicando.",
  "notify.already-off":
    "**Las notificaciones del canal están desactivadas.** Actívalas con {command}.",
  "notify.no-list":
    "**Las notificaciones del canal no están disponibles aquí.** No puedo obtener la lista de trabajos de {sources}. Sigue cada trabajo con {command}.",
  "notify.lost":
    "**Las notificaciones del canal {channel} se desactivaron:** {reason}. Cuando se solucione, vuelve a activarlas con {command}.",
  "notify.invalid": "Elige una de estas opciones: {choices}.",
  "switch.on": "activadas",
  "switch.off": "desactivadas",
  "switch.status": "estado",

  // Settings.
  "settings.delivery": "Resultados en este canal: **{delivery}**. {explanation}",
  "settings.changed": "Guardado. Resultados en este canal: **{delivery}**. {explanation}",
  "settings.how": "Para cambiarlo: {command}",
  "settings.broadcast-on":
    "Un mensaje breve en el canal anuncia cada resultado publicado en un hilo.",
  "settings.broadcast-off":
    "Ningún mensaje en el canal anuncia los resultados publicados en un hilo.",
  "settings.ping-on":
    "**Los pings están activados para ti en todos los canales.** Recibes una notificación cuando termina un trabajo que sigues.",
  "settings.ping-off":
    "**Los pings están desactivados para ti en todos los canales.** Los resultados te siguen nombrando, pero no te notifican.",
  "settings.ping-how": "Para activar o desactivar tus pings: {command}",
  "settings.invalid": "Elige una de estas opciones: {choices}.",
  "settings.post": "El resultado es un mensaje nuevo, en respuesta al mensaje de estado.",
  "settings.edit":
    "El resultado reemplaza al mensaje de estado, y un mensaje breve debajo lo anuncia.",
  "settings.thread": "El resultado se publica en un hilo del mensaje de estado.",
  "delivery.post": "mensaje nuevo",
  "delivery.edit": "en el mensaje de estado",
  "delivery.thread": "en un hilo",
  "broadcast.on": "también en el canal",
  "broadcast.off": "solo en el hilo",
  "ping.on": "notificarme",
  "ping.off": "no notificarme",

  // Help.
  "help.title":
    "**Pika Relay sigue trabajos de video de Pika y publica sus resultados en tu canal.**",
  "help.any-title": "**Pika Relay sigue trabajos de video y publica sus resultados en tu canal.**",
  "help.command": "{command} {description}",
  "help.managers": "Para quienes gestionan este canal:",

  // What a channel allows.
  "access.not-member": "No estoy en este servidor, así que no podré publicar aquí más tarde.",
  "access.invite": "Alguien que gestione el servidor puede agregarme: {url}",
  "access.missing-one": "Me falta un permiso aquí: {names}.",
  "access.missing-many": "Me faltan permisos aquí: {names}.",
  "access.allow":
    "Alguien que gestione este canal puede concederlo: Editar canal → Permisos → rol del bot → {names}.",
  "access.locked": "El hilo está bloqueado, así que no se puede publicar nada en él.",
  "access.unlock": "Pide a un moderador que desbloquee el hilo, o usa el comando en otro canal.",
  "access.no-history":
    "No puedo leer aquí el historial de mensajes: los resultados no serán respuestas, y alguno podría aparecer dos veces después de una caída. Alguien que gestione este canal puede concederme «Leer el historial de mensajes».",
  "access.not-invited": "No soy miembro del canal y no puedo unirme por mi cuenta.",
  "access.slack-invite": "Escribe {command} aquí e inténtalo de nuevo.",
  "access.not-for-me": "No puedo publicar en mensajes directos entre personas.",
  "access.use-elsewhere": "Usa el comando en un canal, o en un mensaje directo con {bot}.",
  "access.archived": "El canal está archivado, así que no se puede publicar nada en él.",
  "access.unarchive": "Desarchívalo primero, o usa otro canal.",
  "access.lacks": "Permisos que me faltan: {names}.",
  "access.not-allowed": "No tengo permiso para publicar mensajes aquí.",
  "access.ask-manager":
    "Pide a alguien que gestione este canal que me agregue y me permita publicar mensajes y adjuntar archivos.",

  // What Discord calls permissions.
  "permission.view-channel": "Ver canal",
  "permission.send-messages": "Enviar mensajes",
  "permission.send-messages-in-threads": "Enviar mensajes en hilos",
  "permission.create-public-threads": "Crear hilos públicos",
  "permission.attach-files": "Adjuntar archivos",
  "permission.read-message-history": "Leer el historial de mensajes",
} as const satisfies Catalogue<"one" | "many" | "other">;
