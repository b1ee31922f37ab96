import type { Catalogue } from "./en.ts";

/** The catalogue in German. People are addressed informally where they have to be addressed at all. */
export const de = {
  // Units and numbers.
  "unit.day": "{n}\u00a0d",
  "unit.hour": "{n}\u00a0h",
  "unit.minute": "{n}\u00a0min",
  "unit.second": "{n}\u00a0s",
  "unit.bytes": "{n}\u00a0Byte",
  "unit.kilobytes": "{n}\u00a0kB",
  "unit.megabytes": "{n}\u00a0MB",
  "unit.percent": "{n}\u00a0%",
  "jobs.one": "{n} Job",
  "jobs.other": "{n} Jobs",
  "commands.one": "{n} Befehl",
  "commands.other": "{n} Befehle",
  "lines.one": "… (noch {n} Zeile)",
  "lines.other": "… (noch {n} Zeilen)",
  "characters.one": "… (noch {n} Zeichen)",
  "characters.other": "… (noch {n} Zeichen)",

  // What a job's status is called.
  "status.unasked": "Warten auf die Job-API",
  "status.created": "Warten auf den Start",
  "status.started": "Gestartet",
  "status.progress": "In Arbeit",
  "status.running": "Läuft ({status})",
  "status.completed": "Fertig",
  "status.failed": "Fehlgeschlagen",
  "status.cancelled": "Abgebrochen",
  "status.moderated": "Von der Moderation gestoppt",
  "status.gave-up": "Warten aufgegeben",
  "status.unknown-job": "Der Job-API unbekannt",
  "status.forgotten": "Nicht mehr verfolgt",

  // The status message.
  "status.word": "Status {status}",
  "status.job": "Job {job}",
  "status.asked-by": "Angefragt von {people}",
  "status.submitted": "eingereicht {when}",
  "status.took": "Dauer {duration}",
  "status.asked-every": "Die Job-API wird alle {interval} gefragt. Ich warte bis {when}.",
  "status.asked-between": "Die Job-API wird alle {from} bis {to} gefragt. Ich warte bis {when}.",
  "status.upload-limit":
    "Dateien bis {size} können hier angehängt werden; größere werden verlinkt.",
  "status.undelivered":
    "**Der Job hat funktioniert, aber das Ergebnis konnte hier nicht gepostet werden:** {reason}.",
  "status.undelivered-bad":
    "**Der Job ist beendet, aber das konnte hier nicht gepostet werden:** {reason}.",
  "status.sent-privately": "Es ging stattdessen als Direktnachricht an {person}.",
  "status.kept": "Es wird eine Woche lang aufbewahrt: {command} zeigt es an.",
  "status.result": "Zum Ergebnis",
  "status.forgotten-by": "{person} hat das Verfolgen dieses Jobs hier beendet.",

  // Why a result could not be posted.
  "undelivered.channel_lost": "Der Kanal ist weg, oder ich wurde daraus entfernt",
  "undelivered.forbidden": "Ich darf hier nichts posten",
  "undelivered.text_refused": "Die Moderation von Nachrichten lässt es nicht zu",
  "undelivered.channel_not_allowed": "Ich bin für die Verwendung hier nicht mehr eingerichtet",
  "undelivered.too_late": "Es ist 24 Stunden lang nicht gelungen",
  "undelivered.rejected": "Die Plattform nimmt es nicht an",

  // Trouble with the job API.
  "trouble.unauthorised":
    "Die Job-API weist dieses Relay gerade ab (nicht autorisiert). Wer das Relay betreibt, muss das API-Token erneuern. Das Relay fragt weiter nach.",
  "trouble.no-subscription":
    "Die Job-API weist dieses Relay gerade ab (kein Abonnement, oder es ist abgelaufen). Wer das Relay betreibt, muss das Abonnement erneuern. Das Relay fragt weiter nach.",
  "trouble.rate-limited":
    "Die Job-API bittet das Relay gerade, langsamer zu fragen. Das Relay fragt weiter nach.",
  "trouble.unavailable":
    "Die Job-API ist gerade ausgefallen oder antwortet nicht. Das Relay fragt weiter nach.",
  "trouble.not-understood":
    "Die Antworten der Job-API sind gerade nicht lesbar. Das Relay fragt weiter nach.",

  // The result.
  "result.video-ready": "Das Video ist fertig",
  "result.other-ready": "Das Ergebnis ist fertig",
  "result.file-not-attached": "{ready}, konnte aber nicht angehängt werden",
  "result.files-not-attached": "{ready}, aber die Dateien konnten nicht angehängt werden",
  "result.no-attachments": "Der Job ist fertig, hat aber keine Anhänge",
  "result.failed": "Der Job ist fehlgeschlagen",
  "result.cancelled": "Der Job wurde abgebrochen",
  "result.moderated": "Der Job wurde von der Moderation gestoppt",
  "result.gave-up": "Nach {duration} warte ich nicht länger",
  "result.unknown-job": "Die Job-API kennt diesen Job nicht",
  "result.headline": "{people} {symbol} **{words}.** Job {job}.",
  "result.headline-took": "{people} {symbol} **{words}.** Job {job} dauerte {duration}.",
  "result.headline-alone": "{symbol} **{words}.** Job {job}.",
  "result.headline-alone-took": "{symbol} **{words}.** Job {job} dauerte {duration}.",
  "result.shared-by": "Geteilt von {person}.",
  "result.notification": "Hier gepostet, weil die Kanalbenachrichtigungen an sind.",
  "result.sent-privately": "Das wurde in einem Kanal angefragt, in dem ich nicht mehr posten kann.",
  "result.one-line": "{people} {symbol} **{words}.** {link}",
  "result.see-status": "Statusnachricht",
  "result.part": "Dateien {from} bis {to} von {count} des Jobs {job}.",
  "result.smaller-copy": "eine kleinere Kopie mit {size}, denn das Original hat {original}",
  "result.error": "Fehler:",
  "result.details": "Einzelheiten:",
  "result.no-reason": "Die Job-API hat keinen Grund genannt.",
  "result.api-says": "Die Job-API sagt:",
  "result.api-says-nothing": "Die Job-API sagt nichts weiter.",
  "result.last-status": "Der letzte bekannte Status war „{status}“. Um weiter zu warten: {command}",
  "result.no-status": "Die Job-API hat nie einen Status genannt. Um weiter zu warten: {command}",
  "result.ask-again": "Falls das ein Irrtum ist, noch einmal fragen: {command}",
  "result.moderated-text":
    "Der Rest dieser Nachricht wurde hier von der Moderation von Nachrichten abgelehnt.",
  "result.alt-text": "Ergebnis des Pika-Jobs {job}",
  "result.forgotten":
    "{person} hat das Verfolgen von Job {job} hier beendet, das Ergebnis wird also nicht gepostet. Um ihn wieder zu verfolgen: {command}",

  // A file that is linked.
  "link.line": "{file} ist nicht angehängt: {reason}.",
  "link.line-until": "{file} ist nicht angehängt: {reason}. Der Link gilt bis {when}.",
  "link.sized": "{file} ({size})",
  "link.file": "Eine Datei",
  "link.expired": "Der Link ist abgelaufen, und die Job-API hat keinen neuen",
  "link.unreachable": "Das Herunterladen ist nicht gelungen",
  "link.not-media": "Es ist kein Video, kein Bild und kein Ton",
  "link.address-refused": "Von dieser Adresse lädt das Relay nichts herunter",
  "link.file-refused": "Das Posten als Datei ist hier nicht gelungen",
  "link.too-large": "Die Datei ist zu groß für diesen Kanal",
  "link.too-large-for": "Die Datei ist größer als die hier erlaubten {size}",

  // Commands: what the platform's menus say of them. At most 100 characters.
  "command.pika-status": "Einen Pika-Videojob verfolgen und das Ergebnis in diesem Kanal bekommen",
  "command.pika-jobs": "Anzeigen, worauf dieser Kanal wartet, und die neuesten Ergebnisse",
  "command.pika-forget": "Einen Job in diesem Kanal nicht mehr verfolgen",
  "command.pika-share": "Das Ergebnis eines beendeten Jobs in einem anderen Kanal posten",
  "command.pika-notify": "Jeden beendeten Job des Kontos in diesem Kanal posten",
  "command.pika-settings": "Anzeigen oder ändern, wie Ergebnisse in diesem Kanal gepostet werden",
  "command.pika-help": "Was hier mit Pika Relay möglich ist",
  "option.jobid": "Die Job-ID, mit der die Pika-API auf das Einreichen des Jobs geantwortet hat",
  "option.followed-jobid": "Die ID eines Jobs, den dieser Kanal verfolgt",
  "option.finished-jobid": "Die ID eines Jobs, dessen Ergebnis in diesem Kanal gepostet wurde",
  "option.channel": "Wo es gepostet werden soll",
  "option.notify": "Benachrichtigungen ein- oder ausschalten, oder nachsehen, ob sie an sind",
  "option.delivery":
    "Wie Ergebnisse ankommen: als neue Nachricht, in der Statusnachricht oder in einem Thread",
  "shortcut.follow": "Diesen Pika-Job verfolgen",

  // Buttons.
  "button.refresh": "Aktualisieren",
  "button.stop": "Nicht mehr verfolgen",
  "button.share": "Teilen\u00a0…",
  "button.retry": "Erneut ausführen",
  "button.retry-now": "Jetzt ausführen",
  "button.cancel": "Abbrechen",
  "button.try-again": "Erneut posten",
  "button.previous": "Zurück",
  "button.next": "Weiter",
  "choice.channel": "Kanal auswählen",

  // Answers that any command may give.
  "answer.interim": "Das wird nachgesehen; die Antwort folgt gleich.",
  "answer.failed":
    "Im Relay ist etwas schiefgegangen, und es wurde nichts getan. Bitte noch einmal versuchen.",
  "answer.unknown-command": "Diesen Befehl kenne ich nicht.",
  "answer.restarting": "Ich starte gerade neu. Bitte gleich noch einmal versuchen.",
  "answer.people-only": "Ich nehme Befehle nur von Menschen an.",
  "answer.not-allowed-here":
    "Ich bin für die Verwendung hier nicht eingerichtet. Wer dieses Relay betreibt, legt fest, wo es verwendet werden darf.",
  "answer.too-often":
    "Das war einer zu viel: Von einer Person nehme ich {commands} pro Minute an. Bitte in {duration} noch einmal versuchen.",
  "answer.too-often-rest":
    "Jobs, die schon verfolgt werden, laufen weiter, und zu diesem wurde nichts getan.",
  "answer.store-down": "**Das konnte ich gerade nicht speichern, deshalb wurde nichts geändert.**",
  "answer.store-down-rest":
    "Bitte in einer Minute noch einmal versuchen. Bleibt es so, bitte denen Bescheid geben, die dieses Relay betreiben.",
  "answer.not-found": "In diesem Kanal kenne ich keinen solchen Job.",
  "answer.not-found-rest":
    "{command} zeigt, worauf dieser Kanal wartet, und die neuesten Ergebnisse.",
  "answer.needs-manage": "**Das kann nur, wer diesen Kanal verwalten darf.**",
  "answer.cancelled": "Es wurde nichts getan.",

  // Job ids.
  "jobid.missing": "Es fehlt eine Job-ID.",
  "jobid.invalid": "Das ist keine Job-ID: Sie muss 1 bis {max} Zeichen ohne Leerzeichen haben.",
  "jobid.example": "Eine Job-ID sieht so aus: {example}.",
  "jobid.where": "Sie steht als {field} in der Antwort auf die Anfrage, die den Job gestartet hat.",

  // Following.
  "follow.following": "Job {job} wird verfolgt. Das Ergebnis wird in diesem Kanal gepostet.",
  "follow.following-thread":
    "Job {job} wird verfolgt. Das Ergebnis wird in diesem Thread gepostet.",
  "follow.over": "Job {job} wird verfolgt. Das Ergebnis wird jetzt in diesem Kanal gepostet.",
  "follow.already":
    "Dieser Kanal verfolgt Job {job} bereits. Wenn der Job endet, wirst du auch erwähnt.",
  "follow.already-over":
    "Dieser Kanal verfolgt Job {job} bereits. Der Job ist beendet, und das Ergebnis wird gerade gepostet.",
  "follow.not-found": "Die Job-API kennt Job {job} nicht. Sie sagt:",
  "follow.not-found-rest":
    "Es wird nichts verfolgt. Bitte die Job-ID prüfen und noch einmal versuchen.",
  "follow.no-access": "**In diesem Kanal kann ich keine Ergebnisse posten.** {problem}",
  "follow.no-access-rest": "Noch wird nichts verfolgt. Bitte danach noch einmal versuchen.",
  "follow.too-many-of-user":
    "**Du wartest hier bereits auf {jobs}, das ist die Grenze für eine Person.** Dieser wird nicht verfolgt. Bitte noch einmal versuchen, wenn einer davon beendet ist.",
  "follow.too-many-of-channel":
    "**Dieser Kanal verfolgt bereits {jobs}, das ist die Grenze für einen Kanal.** Dieser wird nicht verfolgt. Bitte noch einmal versuchen, wenn einer davon beendet ist, oder in einem anderen Kanal.",
  "follow.too-many-rest": "Wer dieses Relay betreibt, kann die Grenze anheben.",
  "follow.store-down":
    "**Das konnte ich gerade nicht speichern, deshalb wird der Job nicht verfolgt.**",
  "follow.see-status": "Zur Statusnachricht",
  "follow.refused":
    "Die Job-API weist das Relay gerade ab; wer es betreibt, muss etwas tun. Ich frage weiter nach.",
  "follow.slow-down": "Die Job-API bittet mich gerade, langsamer zu fragen. Ich frage weiter nach.",
  "follow.no-answer": "Die Job-API antwortet gerade nicht richtig. Ich frage weiter nach.",

  // Refreshing.
  "refresh.running": "Gerade nachgefragt: {status}.",
  "refresh.over": "Gerade nachgefragt: Der Job ist beendet. Das Ergebnis ist unterwegs.",
  "refresh.done": "Dieser Job ist beendet. Das Ergebnis wurde hier gepostet.",
  "refresh.undelivered":
    "Dieser Job ist beendet, und das Ergebnis konnte hier nicht gepostet werden.",

  // Stopping.
  "forget.done": "Job {job} wird hier nicht mehr verfolgt. Das Ergebnis wird nicht gepostet.",
  "forget.told": "Die anderen, die ihn angefragt haben, erfahren es.",
  "forget.over": "Job {job} ist beendet: Es gibt nichts mehr zu stoppen.",
  "forget.not-yours":
    "**Das kann nur, wer diesen Job angefragt hat oder diesen Kanal verwalten darf.**",

  // Sharing.
  "share.where": "Wo soll das Ergebnis von Job {job} gepostet werden?",
  "share.done": "Das Ergebnis von Job {job} wird in {channel} gepostet.",
  "share.running":
    "Job {job} ist noch nicht beendet. Das Ergebnis kann geteilt werden, sobald er es ist.",
  "share.already": "{channel} bekommt das Ergebnis von Job {job} bereits.",
  "share.here": "Das Ergebnis von Job {job} ist bereits in diesem Kanal.",
  "share.person":
    "**Du darfst in {channel} nichts posten**, deshalb poste ich dort nicht für dich.",
  "share.bot": "**In {channel} kann ich nicht posten.** {problem}",
  "share.elsewhere":
    "Einen solchen Kanal kenne ich hier nicht. Er muss zu diesem Server oder Workspace gehören.",
  "share.channel-missing": "Es fehlt ein Kanal.",

  // Running it again.
  "retry.sure":
    "Job {job} erneut ausführen? Ein neuer Job mit denselben Einstellungen wird gestartet und hier verfolgt.",
  "retry.started": "Erneut gestartet als Job {job}.",
  "retry.not-found":
    "Die Job-API kennt diesen Job nicht mehr, deshalb kann er nicht erneut ausgeführt werden. Sie sagt:",
  "retry.moderated": "Die Job-API lehnt es ab, ihn erneut auszuführen (Moderation). Sie sagt:",
  "retry.queue-full":
    "Für das Konto laufen so viele Jobs, wie erlaubt sind. Bitte noch einmal versuchen, wenn einer davon beendet ist.",
  "retry.unknown":
    "Die Job-API hat nicht geantwortet, deshalb weiß ich nicht, ob ein neuer Job gestartet wurde. Bitte nachsehen, bevor du es noch einmal versuchst.",
  "retry.unavailable":
    "Die Job-API antwortet gerade nicht richtig, und es wurde nichts gestartet. Bitte später noch einmal versuchen.",
  "retry.refused":
    "Die Job-API weist das Relay gerade ab, und es wurde nichts gestartet. Wer das Relay betreibt, muss etwas tun.",
  "retry.slow-down":
    "Die Job-API bittet mich gerade, langsamer zu fragen, und es wurde nichts gestartet. Bitte in einer Minute noch einmal versuchen.",
  "retry.not-retryable": "Job {job} kann nicht erneut ausgeführt werden.",

  // Posting again what could not be posted.
  "again.trying": "Ich versuche noch einmal, das Ergebnis von Job {job} zu posten.",
  "again.not-yours": "**Das kann nur, wer diesen Job angefragt hat.**",
  "again.not-needed": "Das Ergebnis von Job {job} wurde gepostet oder wird gerade gepostet.",

  // The list.
  "list.waiting": "**Dieser Kanal wartet auf {jobs}.**",
  "list.waiting-none": "**Dieser Kanal wartet auf keinen Job.** {command} verfolgt einen.",
  "list.since": "begonnen {when}",
  "list.asked-by": "angefragt von {people}",
  "list.by-notification": "durch Kanalbenachrichtigungen",
  "list.next-look": "nächste Nachfrage {when}",
  "list.looking": "wird gerade nachgefragt",
  "list.results": "**Neueste Ergebnisse**",
  "list.ended": "{when}",
  "list.undelivered": "konnte nicht gepostet werden: {reason}",
  "list.status": "Status",
  "list.result": "Ergebnis",
  "list.page": "Seite {page} von {pages}",

  // Channel notifications.
  "notify.on":
    "**Die Kanalbenachrichtigungen sind an.** Jeder Job des Kontos, der endet, wird hier gepostet.",
  "notify.on-rest": "{command} schaltet sie aus.",
  "notify.already-on":
    "**Die Kanalbenachrichtigungen sind bereits an**, eingeschaltet {when} von {person}.",
  "notify.off":
    "**Die Kanalbenachrichtigungen sind aus.** Jobs, die jemand verfolgt, werden weiterhin gepostet.",
  "notify.already-off": "**Die Kanalbenachrichtigungen sind aus.** {command} schaltet sie ein.",
  "notify.lost":
    "**Die Kanalbenachrichtigungen in {channel} wurden ausgeschaltet:** {reason}. Ist das behoben, schaltet {command} sie wieder ein.",
  "notify.invalid": "Das muss eines davon sein: {choices}.",

  // Settings.
  "settings.delivery": "Ergebnisse kommen hier so an: **{delivery}**. {explanation}",
  "settings.changed": "Geändert. Ergebnisse kommen hier so an: **{delivery}**. {explanation}",
  "settings.how": "So wird es geändert: {command}",
  "settings.invalid": "Ergebnisse können auf eine dieser Arten ankommen: {choices}.",
  "settings.post": "Das Ergebnis ist eine neue Nachricht, die auf die Statusnachricht antwortet.",
  "settings.edit":
    "Das Ergebnis erscheint in der Statusnachricht, und eine Zeile darunter sagt es.",
  "settings.thread": "Das Ergebnis wird in einem Thread der Statusnachricht gepostet.",

  // Help.
  "help.title":
    "**Pika Relay verfolgt Pika-Videojobs und postet die Ergebnisse dort, wo sie angefragt wurden.**",
  "help.command": "{command} {description}",
  "help.manage": "{command} {description} (erlaubt, weil du diesen Kanal verwaltest)",
  "help.manage-not":
    "{command} {description} (nur für Personen, die diesen Kanal verwalten dürfen)",
  "help.buttons": "Die Schaltflächen unter einer Statusnachricht tun dasselbe mit einem Klick.",

  // What a channel allows.
  "access.not-member":
    "Der Bot ist kein Mitglied dieses Servers und kann hier deshalb später nichts posten.",
  "access.invite": "Wer den Server verwaltet, kann ihn hinzufügen: {url}",
  "access.missing-one": "Dem Bot fehlt hier eine Berechtigung: {names}.",
  "access.missing-many": "Dem Bot fehlen hier Berechtigungen: {names}.",
  "access.allow":
    "Wer diesen Kanal verwaltet, kann es erlauben: Kanal bearbeiten → Berechtigungen → Rolle des Bots → {names}.",
  "access.locked": "Dieser Thread ist gesperrt, und es kann nichts darin gepostet werden.",
  "access.unlock":
    "Bitte jemanden von der Moderation, den Thread zu entsperren, oder verwende den Befehl in einem anderen Kanal.",
  "access.no-history":
    "Der Bot darf hier den Nachrichtenverlauf nicht lesen: Ergebnisse sind keine Antworten, und nach einem Ausfall könnte eines doppelt erscheinen. Wer diesen Kanal verwaltet, kann es erlauben: Nachrichtenverlauf anzeigen.",
  "access.not-invited":
    "Ich bin kein Mitglied dieses Kanals und kann ihm nicht von selbst beitreten.",
  "access.slack-invite": "Bitte hier {command} eingeben und dann noch einmal versuchen.",
  "access.not-for-me": "In Direktnachrichten zwischen Personen kann ich nicht posten.",
  "access.use-elsewhere":
    "Bitte den Befehl in einem Kanal oder in einer Direktnachricht mit {bot} verwenden.",
  "access.archived": "Dieser Kanal ist archiviert, deshalb kann hier nichts gepostet werden.",
  "access.unarchive": "Bitte zuerst die Archivierung aufheben oder einen anderen Kanal verwenden.",
  "access.lacks": "Mir fehlt: {names}.",
  "access.not-allowed": "Ich darf hier keine Nachrichten posten.",
  "access.ask-manager":
    "Wer diesen Kanal verwaltet, kann mich hinzufügen und mir erlauben, Nachrichten zu posten und Dateien anzuhängen.",
} as const satisfies Catalogue;
