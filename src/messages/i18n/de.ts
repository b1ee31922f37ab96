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
  "join.names": "{first}, {second}",
  "join.units": "{first}\u00a0{second}",
  "jobs.one": "{n} Job",
  "jobs.other": "{n} Jobs",
  "commands.one": "{n} Befehl",
  "commands.other": "{n} Befehle",
  "files.one": "{n} Datei",
  "files.other": "{n} Dateien",
  "ahead.one": "{n} Job davor",
  "ahead.other": "{n} Jobs davor",
  "credits.one": "{n} Credit",
  "credits.other": "{n} Credits",
  "units.one": "{n} Abrechnungseinheit",
  "units.other": "{n} Abrechnungseinheiten",
  "lines.one": "… (noch {n} Zeile)",
  "lines.other": "… (noch {n} Zeilen)",
  "characters.one": "… (noch {n} Zeichen)",
  "characters.other": "… (noch {n} Zeichen)",

  // What a job's status is called.
  "status.unasked": "Wartet auf die {source}-API",
  "status.created": "In der Warteschlange",
  "status.started": "Gestartet",
  "status.progress": "In Arbeit",
  "status.running": "Läuft ({status})",
  "status.completed": "Fertig",
  "status.failed": "Fehlgeschlagen",
  "status.cancelled": "Abgebrochen",
  "status.moderated": "Von der Moderation blockiert",
  "status.gave-up": "Warten beendet",
  "status.unknown-job": "Nicht gefunden",
  "status.quarantined": "Nach internen Fehlern nicht mehr verfolgt",
  "status.forgotten": "Nicht mehr verfolgt",

  // The status message.
  "status.job": "Job {job}",
  "status.submitted": "eingereicht {when}",
  "status.next": "als Nächster dran",
  "status.usual-end": "meist fertig zwischen {from} und {to}",
  "status.took": "Dauer {duration}",
  "status.asked-every": "Geprüft wird alle {interval}, längstens bis {when}.",
  "status.asked-between": "Geprüft wird alle {from} bis {to}, längstens bis {when}.",
  "status.undelivered":
    "**Der Job war erfolgreich, aber das Ergebnis konnte hier nicht gepostet werden:** {reason}.",
  "status.undelivered-bad":
    "**Der Job ist beendet, aber der Ausgang konnte hier nicht gepostet werden:** {reason}.",
  "status.sent-privately": "Das Ergebnis ging stattdessen als Direktnachricht an {person}.",
  "status.files-kept": "Ich habe die Dateien gesichert.",
  "status.files-kept-until": "Ich habe die Dateien gesichert; {source} bewahrt sie bis {when} auf.",
  "status.files-until": "{source} bewahrt die Dateien bis {when} auf.",
  "status.kept": "Mit {command} findest du es noch eine Woche lang.",
  "status.result": "Zum Ergebnis",
  "status.forgotten-by": "Auf Wunsch von {person} wird dieser Job hier nicht mehr verfolgt.",
  "status.post-unanswered":
    "Ich konnte das Ergebnis noch nicht posten: {platform} antwortet nicht. Ich versuche es weiter.",
  "status.post-limited":
    "Ich konnte das Ergebnis noch nicht posten: {platform} begrenzt gerade die Zahl meiner Nachrichten. Ich versuche es weiter.",

  // Why a result could not be posted.
  "undelivered.channel_lost": "Ich habe keinen Zugriff mehr auf den Kanal",
  "undelivered.forbidden": "Mir fehlt im Kanal die Berechtigung zum Posten",
  "undelivered.text_refused": "Ein Nachrichtenfilter hat es blockiert",
  "undelivered.channel_not_allowed": "Pika Relay ist im Kanal nicht mehr freigeschaltet",
  "undelivered.too_late": "Das Posten ist 24 Stunden lang fehlgeschlagen",
  "undelivered.rejected": "Die Plattform hat es abgelehnt",
  "undelivered.quarantined": "Dabei ist wiederholt ein interner Fehler aufgetreten",
  "undelivered.message_lost": "Den Thread gibt es nicht mehr",

  // Trouble with the job API.
  "trouble.unauthorised":
    "Die {source}-API akzeptiert das API-Token von Pika Relay nicht. Wer Pika Relay betreibt, muss es erneuern. Ich versuche es weiter.",
  "trouble.no-subscription":
    "Die {source}-API lehnt die Anfragen ab, weil kein aktives Abo besteht. Wer Pika Relay betreibt, muss es erneuern. Ich versuche es weiter.",
  "trouble.rate-limited":
    "Die {source}-API begrenzt gerade die Zahl der Anfragen. Ich versuche es weiter.",
  "trouble.unavailable":
    "Die {source}-API ist gerade ausgefallen oder antwortet nicht. Ich versuche es weiter.",
  "trouble.not-understood":
    "Die Antworten der {source}-API sind gerade nicht lesbar. Ich versuche es weiter.",
  "outage.since":
    "Seit {from}. Hier noch offen: {jobs}. Ich poste jedes Ergebnis, sobald ich es habe.",
  "outage.over": "Die {source}-API funktioniert wieder. Dauer der Störung: {from} bis {to}.",
  "outage.unwatched":
    "Hier wartet kein Job mehr auf die {source}-API. Sie hatte seit {from} nicht mehr richtig geantwortet.",

  // The result.
  "result.video-ready": "Das Video ist fertig",
  "result.other-ready": "Das Ergebnis ist fertig",
  "result.file-not-attached": "{ready}, konnte aber nicht angehängt werden",
  "result.files-not-attached": "{ready}, aber die Dateien konnten nicht angehängt werden",
  "result.no-attachments": "Der Job ist fertig, hat aber keine Dateien geliefert",
  "result.deleted": "Der Job ist fertig, aber seine Dateien wurden schon gelöscht",
  "result.failed": "Der Job ist fehlgeschlagen",
  "result.cancelled": "Der Job wurde abgebrochen",
  "result.moderated": "Der Job wurde von der Moderation blockiert",
  "result.gave-up": "Ich habe nach {duration} aufgehört zu warten",
  "result.quarantined": "Ich verfolge diesen Job nach wiederholten internen Fehlern nicht mehr",
  "result.unknown-job": "Die {source}-API kennt diesen Job nicht",
  "result.headline-reason": "{symbol} **{words}:** {reason}",
  "result.headline-sentence": "{symbol} **{words}.** {sentence}",
  "result.summary": "{words}: {rest}",
  "result.shared-by": "geteilt von {person}",
  "result.sent-privately":
    "Du hattest das in einem Kanal angefragt, in dem ich nicht mehr posten kann.",
  "result.see-status": "Zum Status",
  "result.part": "Dateien {from}–{to} von {count} zu Job {job}.",
  "result.part-one": "Datei {from} von {count} zu Job {job}.",
  "result.smaller-copy": "verkleinert auf {size} (Original: {original})",
  "result.cost": "Kosten {cost}",
  "result.no-reason": "Die {source}-API hat keinen Grund genannt.",
  "result.api-says": "Die {source}-API meldet:",
  "result.api-says-nothing": "Mehr hat die {source}-API nicht gemeldet.",
  "result.last-status": "Letzter bekannter Status: „{status}“. Weiter verfolgen: {command}",
  "result.no-status": "Die {source}-API hat nie einen Status gemeldet. Weiter verfolgen: {command}",
  "result.quarantined-rest":
    "Der Job selbst ist davon nicht betroffen. Später wieder verfolgen: {command}",
  "result.ask-again": "Wenn das nicht stimmt, versuch es noch einmal: {command}",
  "result.moderated-text": "Ein Nachrichtenfilter hat den Rest dieser Nachricht blockiert.",
  "result.alt-text": "Ergebnis des {source}-Jobs {job}",
  "result.forgotten":
    "Auf Wunsch von {person} wird Job {job} hier nicht mehr verfolgt; das Ergebnis wird also nicht gepostet. Wieder verfolgen: {command}",
  "result.more-files": "Der Job hat {count} Dateien; {kept} davon sind hier gepostet.",

  // A file that is linked.
  "link.line": "{file} konnte nicht angehängt werden: {reason}.",
  "link.line-until": "{file} konnte nicht angehängt werden: {reason}. Der Link gilt bis {when}.",
  "link.sized": "{file} ({size})",
  "link.file": "Eine Datei",
  "link.expired": "Der Link ist abgelaufen, und die {source}-API hat keinen neuen",
  "link.unreachable": "Der Download ist fehlgeschlagen",
  "link.not-media": "Es ist weder Video noch Bild noch Audio",
  "link.address-refused": "Von dieser Adresse darf nichts heruntergeladen werden",
  "link.file-refused": "Der Upload ist hier fehlgeschlagen",
  "link.too-large": "Die Datei ist zu groß für diesen Kanal",
  "link.too-large-for": "Die Datei überschreitet die hier erlaubten {size}",
  "link.unsafe":
    "{source} hat die Datei als sensibel markiert, und {platform} kann sie nicht verdecken",
  "link.unsafe-private":
    "{source} hat die Datei als sensibel markiert, und {platform} kann sie nicht verdecken. Du bekommst sie bei {source} oder von der Person, die Pika Relay betreibt",
  "unsafe.spoiler": "Hinter einem Spoiler: {files}, von {source} als sensibel markiert.",
  "unsafe.linked": "Vorsicht bei den Links: {source} hat {files} als sensibel markiert.",
  "unsafe.hidden":
    "Ich habe {files} nicht gepostet: {source} hat sie als sensibel markiert. Wer Pika Relay betreibt, kann das mit {variable} ändern.",

  // Commands: what the platform's menus say of them. At most 100 characters.
  "command.pika-status": "Einen Pika-Videojob verfolgen und das Ergebnis in diesem Kanal erhalten",
  "command.any-status": "Einen Videojob verfolgen und das Ergebnis in diesem Kanal erhalten",
  "command.pika-jobs": "Verfolgte Jobs und neueste Ergebnisse dieses Kanals anzeigen",
  "command.pika-forget": "Einen Job in diesem Kanal nicht mehr verfolgen",
  "command.pika-share": "Das Ergebnis eines beendeten Jobs in einem anderen Kanal teilen",
  "command.pika-notify": "Jeden beendeten Job des Kontos in diesem Kanal posten",
  "command.pika-settings":
    "Anzeigen oder ändern, wie Ergebnisse hier gepostet werden und ob sie dich anpingen",
  "command.pika-help": "Anzeigen, was du mit Pika Relay tun kannst",
  "option.jobid": "Die Job-ID aus der Antwort der Pika-API beim Einreichen des Jobs",
  "option.any-job": "Job-ID, Link zum Job oder curl-Befehl; bis zu 10 IDs oder Links auf einmal",
  "option.followed-jobid": "Die ID eines Jobs, den dieser Kanal verfolgt",
  "option.finished-jobid": "Die ID eines Jobs, dessen Ergebnis in diesem Kanal gepostet wurde",
  "option.channel": "Der Kanal, in dem es gepostet werden soll",
  "option.notify": "Benachrichtigungen ein- oder ausschalten oder nachsehen, ob sie an sind",
  "option.delivery":
    "Wie Ergebnisse ankommen: als neue Nachricht, in der Statusnachricht oder in einem Thread",
  "option.broadcast": "Ob eine kurze Nachricht im Kanal auf Ergebnisse in Threads hinweist",
  "option.ping": "Ob Ergebnisse dich benachrichtigen; das gilt nur für dich, in jedem Kanal",
  "shortcut.follow": "Diesen Job verfolgen",

  // Buttons.
  "button.refresh": "Aktualisieren",
  "button.stop": "Nicht mehr verfolgen",
  "button.share": "Teilen\u00a0…",
  "button.retry": "Erneut ausführen",
  "button.retry-now": "Erneut ausführen",
  "button.cancel": "Abbrechen",
  "button.cancel-job": "Job abbrechen",
  "button.keep-running": "Weiterlaufen lassen",
  "button.try-again": "Erneut posten",
  "button.previous": "Zurück",
  "button.next": "Weiter",
  "choice.channel": "Kanal auswählen",

  // Answers that any command may give.
  "answer.interim": "Einen Moment, ich sehe nach\u00a0…",
  "answer.failed": "Da ist etwas schiefgegangen; es wurde nichts geändert. Versuch es noch einmal.",
  "answer.unknown-command": "Diesen Befehl kenne ich nicht.",
  "answer.restarting": "Ich starte gerade neu. Versuch es gleich noch einmal.",
  "answer.people-only": "Ich nehme Befehle nur von Menschen an.",
  "answer.not-allowed-here":
    "Pika Relay ist hier nicht freigeschaltet. Wer es betreibt, legt fest, wo es verwendet werden darf.",
  "answer.too-often":
    "Nicht so schnell (Limit: {commands} pro Minute). Versuch es in {duration} noch einmal.",
  "answer.too-often-rest":
    "Diesmal ist nichts passiert. Jobs, die du schon verfolgst, sind nicht betroffen.",
  "answer.store-down": "**Das konnte ich gerade nicht speichern, deshalb wurde nichts geändert.**",
  "answer.store-unread": "**Das kann ich gerade nicht nachsehen.**",
  "answer.store-down-rest":
    "Versuch es in einer Minute noch einmal. Wenn es dabei bleibt, gib der Person Bescheid, die Pika Relay betreibt.",
  "answer.not-found": "Diesen Job finde ich in diesem Kanal nicht.",
  "answer.not-found-rest":
    "{command} zeigt die verfolgten Jobs und die neuesten Ergebnisse dieses Kanals.",
  "answer.needs-manage": "**Das kann nur, wer diesen Kanal verwalten darf.**",
  "answer.cancelled": "Okay, es wurde nichts geändert.",
  "answer.other-workspace":
    "Ich bin in einem anderen Workspace installiert und nehme nur von dessen Mitgliedern Befehle an.",
  "answer.platform-slow":
    "Die Plattform hat nicht rechtzeitig geantwortet, deshalb konnte ich deine Berechtigungen nicht prüfen. Es wurde nichts geändert. Versuch es gleich noch einmal.",
  "answer.not-installed":
    "Ich bin in diesem Workspace nicht mehr installiert. Wer dessen Apps verwaltet, kann Pika Relay wieder installieren.",

  "install.done": "Pika Relay ist jetzt in {workspace} installiert.",
  "install.next": "Gib in Slack {command} ein, um zu sehen, was damit möglich ist.",
  "install.cancelled": "Die Installation wurde abgebrochen; es wurde nichts installiert.",
  "install.expired":
    "Diese Seite ist abgelaufen, oder die Installation wurde in einem anderen Browser begonnen. Es wurde nichts installiert.",
  "install.failed":
    "Da ist etwas schiefgegangen, deshalb wurde Pika Relay nicht installiert. Versuch es gleich noch einmal.",
  "install.again": "Noch einmal beginnen",

  // Job ids.
  "jobid.missing": "Gib eine Job-ID an.",
  "jobid.invalid":
    "Das ist keine Job-ID. Eine Job-ID hat 1 bis {max} Zeichen und keine Leerzeichen.",
  "jobid.example": "Eine Job-ID sieht so aus: {example}.",
  "jobid.where":
    "Du findest sie als {field} in der Antwort auf die Anfrage, mit der der Job gestartet wurde.",

  // Following.
  "follow.following":
    "Ich verfolge jetzt Job {job}. Das Ergebnis poste ich in diesem Kanal und erwähne dich.",
  "follow.following-thread":
    "Ich verfolge jetzt Job {job}. Das Ergebnis poste ich in diesem Thread und erwähne dich.",
  "follow.over": "Job {job} ist schon beendet. Ich poste das Ergebnis jetzt hier.",
  "follow.already":
    "Dieser Kanal verfolgt Job {job} bereits. Wenn er endet, erwähne ich auch dich.",
  "follow.already-you": "Du verfolgst Job {job} hier bereits.",
  "follow.already-over":
    "Dieser Kanal verfolgt Job {job} bereits. Er ist beendet, und ich poste gerade das Ergebnis.",
  "follow.not-found": "Die {source}-API kennt Job {job} nicht. Sie meldet:",
  "follow.not-found-rest": "Prüf die Job-ID und versuch es noch einmal.",
  "follow.tried": "Angefragte Dienste: {sources}.",
  "follow.not-recognised":
    "Das sieht weder nach einer Job-ID noch nach einem Link zu einem Job aus. Ich kann Jobs von diesen Diensten verfolgen: {sources}.",
  "follow.source-off":
    "Das ist ein Job von {source}, aber {source} ist hier ausgeschaltet. Wer Pika Relay betreibt, kann es mit {variable} einschalten.",
  "follow.ambiguous":
    "**Mehrere Dienste haben einen Job mit dieser ID.** Führ den Befehl für den Job aus, den du meinst:",
  "follow.ambiguous-choose":
    "**Mehrere Dienste haben einen Job mit dieser ID.** Wähl den aus, den du meinst.",
  "follow.undecided":
    "Ich konnte nicht prüfen, ob es diesen Job gibt: keine Antwort von {sources}. Versuch es gleich noch einmal.",
  "follow.no-access": "**In diesem Kanal kann ich keine Ergebnisse posten.** {problem}",
  "follow.no-access-rest": "Bis dahin wird der Job nicht verfolgt.",
  "follow.too-many-of-user":
    "**Du verfolgst hier bereits {jobs}, das ist das Limit pro Person.** Versuch es noch einmal, wenn einer davon beendet ist.",
  "follow.too-many-of-channel":
    "**Dieser Kanal verfolgt bereits {jobs}, das ist das Limit pro Kanal.** Versuch es noch einmal, wenn einer davon beendet ist, oder nimm einen anderen Kanal.",
  "follow.too-many-rest": "Wer Pika Relay betreibt, kann das Limit erhöhen.",
  "follow.store-down":
    "**Das konnte ich gerade nicht speichern, deshalb wird der Job nicht verfolgt.**",
  "follow.see-status": "Zum Status",
  "follow.refused":
    "Die {source}-API lehnt die Anfragen von Pika Relay ab; wer es betreibt, muss das beheben. Ich versuche es weiter.",
  "follow.slow-down":
    "Die {source}-API begrenzt gerade die Zahl der Anfragen. Ich versuche es weiter.",
  "follow.no-answer": "Die {source}-API antwortet gerade nicht richtig. Ich versuche es weiter.",

  // Following several jobs at once.
  "follow.each": "Ich verfolge jetzt {job}.",
  "follow.each-rest": "Jedes Ergebnis poste ich in diesem Kanal und erwähne dich.",
  "follow.each-rest-thread": "Jedes Ergebnis poste ich in diesem Thread und erwähne dich.",
  "follow.each-over": "{job} ist schon beendet. Ich poste das Ergebnis jetzt hier.",
  "follow.each-already": "Dieser Kanal verfolgt {job} bereits.",
  "follow.each-already-you": "Du verfolgst {job} hier bereits.",
  "follow.each-not-found": "Ich kann {job} nicht finden.",
  "follow.each-not-recognised":
    "{job} sieht weder nach einer Job-ID noch nach einem Link zu einem Job aus.",
  "follow.each-source-off":
    "{job} ist ein Job von {source}, aber {source} ist hier ausgeschaltet ({variable}).",
  "follow.each-ambiguous":
    "Mehrere Dienste haben einen Job {job}. Führ den Befehl für den aus, den du meinst:",
  "follow.each-ambiguous-choose":
    "Mehrere Dienste haben einen Job {job}. Wähl unten den aus, den du meinst.",
  "follow.each-undecided": "Ich konnte {job} nicht prüfen: keine Antwort von {sources}.",
  "follow.each-refused": "Nicht verfolgt: {jobs}.",
  "follow.each-too-often":
    "Nicht so schnell (Limit: {commands} pro Minute, jeder Job zählt als einer). Versuch es in {duration} noch einmal.",
  "follow.each-store-down": "**Das konnte ich gerade nicht speichern.**",
  "follow.too-many-jobs":
    "**Das sind {jobs}, ich nehme aber höchstens {max} auf einmal.** Es ist nichts passiert. Verteil sie auf mehrere Befehle.",

  // Refreshing.
  "refresh.running": "Gerade geprüft: {status}.",
  "refresh.over": "Gerade geprüft: Der Job ist beendet. Das Ergebnis ist unterwegs.",
  "refresh.done": "Dieser Job ist beendet. Das Ergebnis wurde hier gepostet.",
  "refresh.undelivered":
    "Dieser Job ist beendet, aber das Ergebnis konnte hier nicht gepostet werden.",

  // Stopping.
  "forget.done": "Job {job} wird hier nicht mehr verfolgt. Das Ergebnis wird nicht gepostet.",
  "forget.told": "Die anderen, die ihn verfolgen, bekommen Bescheid.",
  "forget.over": "Job {job} ist schon beendet; es gibt nichts mehr zu stoppen.",
  "forget.not-yours": "**Das kann nur, wer diesen Job verfolgt oder diesen Kanal verwalten darf.**",
  "forget.left":
    "Du verfolgst Job {job} hier nicht mehr. Andere verfolgen ihn noch, deshalb poste ich das Ergebnis trotzdem.",
  "forget.left-notified":
    "Du verfolgst Job {job} hier nicht mehr. Die Kanalbenachrichtigungen sind an, deshalb poste ich das Ergebnis trotzdem.",

  // Sharing.
  "share.where": "Wo möchtest du das Ergebnis von Job {job} teilen?",
  "share.done": "Ich poste das Ergebnis von Job {job} in {channel}.",
  "share.running": "Job {job} läuft noch. Du kannst das Ergebnis teilen, sobald er beendet ist.",
  "share.already": "Das Ergebnis von Job {job} ist bereits in {channel} oder auf dem Weg dorthin.",
  "share.here": "Das Ergebnis von Job {job} ist bereits in diesem Kanal.",
  "share.person":
    "**Du darfst in {channel} nichts posten**, deshalb poste ich dort nicht für dich.",
  "share.bot": "**In {channel} kann ich nicht posten.** {problem}",
  "share.elsewhere": "Diesen Kanal finde ich nicht. Wähl einen von diesem Server.",
  "share.channel-missing": "Wähl einen Kanal aus.",

  // Running it again.
  "retry.sure":
    "Job {job} erneut ausführen? Dabei wird ein neuer Job mit denselben Einstellungen gestartet und hier verfolgt.",
  "retry.started": "Erneut gestartet als Job {job}.",
  "retry.not-found":
    "Die {source}-API kennt diesen Job nicht mehr, er kann also nicht erneut ausgeführt werden. Sie meldet:",
  "retry.moderated":
    "Die {source}-API führt ihn wegen der Moderation nicht noch einmal aus. Sie meldet:",
  "retry.queue-full":
    "Für das Konto laufen schon so viele Jobs wie erlaubt. Versuch es noch einmal, wenn einer davon beendet ist.",
  "retry.unknown":
    "Die {source}-API hat nicht geantwortet, deshalb weiß ich nicht, ob ein neuer Job gestartet wurde. Sieh nach, bevor du es noch einmal versuchst.",
  "retry.unavailable":
    "Die {source}-API antwortet gerade nicht richtig; es wurde nichts gestartet. Versuch es später noch einmal.",
  "retry.refused":
    "Die {source}-API lehnt die Anfragen von Pika Relay ab; es wurde nichts gestartet. Wer Pika Relay betreibt, muss das beheben.",
  "retry.slow-down":
    "Die {source}-API begrenzt gerade die Zahl der Anfragen; es wurde nichts gestartet. Versuch es in einer Minute noch einmal.",
  "retry.not-retryable": "Job {job} kann nicht erneut ausgeführt werden.",
  "retry.not-yours":
    "**Erneut ausführen kann diesen Job nur, wer ihn verfolgt oder diesen Kanal verwalten darf.**",
  "retry.off":
    "Das erneute Ausführen ist ausgeschaltet; es wurde nichts gestartet. Wer Pika Relay betreibt, kann es einschalten.",
  "retry.refused-rest": "Es wurde nichts gestartet.",
  "retry.unknown-here":
    "{people} Ich habe die {source}-API gebeten, Job {job} erneut auszuführen, weiß aber nicht, ob ein neuer Job gestartet wurde. Sieh nach, bevor du es noch einmal versuchst; das Ergebnis poste ich nicht.",

  // Cancelling it.
  "cancel.sure": "Job {job} abbrechen? Er endet ohne Ergebnis, für alle, die ihn verfolgen.",
  "cancel.cost-until-then":
    "Was der Job bisher verbraucht hat, kann die {source}-API trotzdem berechnen.",
  "cancel.cost-unknown": "Die {source}-API kann ihn trotzdem berechnen.",
  "cancel.cancelling":
    "Ich habe die {source}-API gebeten, Job {job} abzubrechen. Sobald das geschehen ist, ändert sich hier der Status.",
  "cancel.over": "Job {job} ist schon beendet; es gibt nichts mehr abzubrechen.",
  "cancel.not-cancellable": "Job {job} kann nicht abgebrochen werden.",
  "cancel.not-yours":
    "**Abbrechen kann diesen Job nur, wer ihn verfolgt oder diesen Kanal verwalten darf.**",
  "cancel.not-found": "Die {source}-API kennt diesen Job nicht. Sie meldet:",
  "cancel.unknown":
    "Die {source}-API hat nicht geantwortet, deshalb weiß ich nicht, ob der Job abgebrochen wird. Ich frage ihn weiter ab.",
  "cancel.unavailable":
    "Die {source}-API antwortet gerade nicht richtig; es wurde nichts abgebrochen. Versuch es später noch einmal.",
  "cancel.refused":
    "Die {source}-API lehnt die Anfragen von Pika Relay ab; es wurde nichts abgebrochen. Wer Pika Relay betreibt, muss das beheben.",
  "cancel.slow-down":
    "Die {source}-API begrenzt gerade die Zahl der Anfragen; es wurde nichts abgebrochen. Versuch es in einer Minute noch einmal.",

  // Posting again what could not be posted.
  "again.trying": "Ich versuche noch einmal, das Ergebnis von Job {job} zu posten.",
  "again.not-yours": "**Das kann nur, wer diesen Job verfolgt.**",
  "again.not-needed": "Das Ergebnis von Job {job} wurde gepostet oder wird gerade gepostet.",

  // The list.
  "list.waiting": "**Dieser Kanal verfolgt {jobs}.**",
  "list.waiting-none":
    "**Dieser Kanal verfolgt keine Jobs.** Mit {command} kannst du einen verfolgen.",
  "list.asked-by": "für {people}",
  "list.by-notification": "über Kanalbenachrichtigungen",
  "list.results": "**Neueste Ergebnisse**",
  "list.undelivered": "konnte nicht gepostet werden: {reason}",
  "list.status": "Status",
  "list.result": "Ergebnis",
  "list.cost": "Kosten im {month}: {costs}",
  "list.page": "Seite {page} von {pages}",

  // Channel notifications.
  "notify.on":
    "**Die Kanalbenachrichtigungen sind an.** Jeder beendete Job des Kontos wird hier gepostet.",
  "notify.covers": "Das gilt nur für Jobs von {sources}.",
  "notify.on-rest": "Mit {command} schaltest du sie aus.",
  "notify.already-on":
    "**Die Kanalbenachrichtigungen sind bereits an.** {person} hat sie {when} eingeschaltet.",
  "notify.off":
    "**Die Kanalbenachrichtigungen sind aus.** Jobs, die jemand verfolgt, werden weiterhin gepostet.",
  "notify.already-off":
    "**Die Kanalbenachrichtigungen sind aus.** Mit {command} schaltest du sie ein.",
  "notify.no-list":
    "**Kanalbenachrichtigungen sind hier nicht verfügbar.** Von {sources} bekomme ich keine Liste der Jobs. Mit {command} verfolgst du einzelne Jobs.",
  "notify.lost":
    "**Die Kanalbenachrichtigungen in {channel} wurden ausgeschaltet:** {reason}. Sobald das behoben ist, schaltest du sie mit {command} wieder ein.",
  "notify.invalid": "Wähl eine dieser Möglichkeiten: {choices}.",
  "switch.on": "an",
  "switch.off": "aus",
  "switch.status": "Status",

  // Settings.
  "settings.delivery": "Ergebnisse in diesem Kanal: **{delivery}**. {explanation}",
  "settings.changed": "Gespeichert. Ergebnisse in diesem Kanal: **{delivery}**. {explanation}",
  "settings.how": "Ändern mit {command}",
  "settings.broadcast-on":
    "Eine kurze Nachricht im Kanal weist auf jedes Ergebnis in einem Thread hin.",
  "settings.broadcast-off": "Auf Ergebnisse in Threads weist keine Nachricht im Kanal hin.",
  "settings.ping-on":
    "**Pings sind für dich in jedem Kanal an.** Du wirst benachrichtigt, wenn ein Job endet, den du verfolgst.",
  "settings.ping-off":
    "**Pings sind für dich in jedem Kanal aus.** Ergebnisse nennen dich weiterhin, benachrichtigen dich aber nicht.",
  "settings.ping-how": "Pings nur für dich ein- oder ausschalten mit {command}",
  "settings.invalid": "Wähl eine dieser Möglichkeiten: {choices}.",
  "settings.post": "Das Ergebnis kommt als neue Nachricht, die auf die Statusnachricht antwortet.",
  "settings.edit":
    "Das Ergebnis ersetzt die Statusnachricht, und eine kurze Nachricht darunter weist darauf hin.",
  "settings.thread": "Das Ergebnis wird in einem Thread zur Statusnachricht gepostet.",
  "delivery.post": "neue Nachricht",
  "delivery.edit": "in der Statusnachricht",
  "delivery.thread": "in einem Thread",
  "broadcast.on": "auch im Kanal",
  "broadcast.off": "nur im Thread",
  "ping.on": "mich benachrichtigen",
  "ping.off": "mich nicht benachrichtigen",

  // Help.
  "help.title": "**Pika Relay verfolgt Pika-Videojobs und postet die Ergebnisse in deinem Kanal.**",
  "help.any-title": "**Pika Relay verfolgt Videojobs und postet die Ergebnisse in deinem Kanal.**",
  "help.command": "{command} {description}",
  "help.managers": "Für alle, die diesen Kanal verwalten:",

  // What a channel allows.
  "access.not-member":
    "Ich bin nicht auf diesem Server und kann hier deshalb später nichts posten.",
  "access.invite": "Wer den Server verwaltet, kann mich hinzufügen: {url}",
  "access.missing-one": "Mir fehlt hier eine Berechtigung: {names}.",
  "access.missing-many": "Mir fehlen hier Berechtigungen: {names}.",
  "access.allow":
    "Wer diesen Kanal verwaltet, kann es erlauben: Kanal bearbeiten → Berechtigungen → Rolle des Bots → {names}.",
  "access.locked": "Der Thread ist gesperrt, deshalb kann darin nichts gepostet werden.",
  "access.unlock":
    "Bitte jemanden von der Moderation, den Thread zu entsperren, oder verwende den Befehl in einem anderen Kanal.",
  "access.no-history":
    "Ich darf hier den Nachrichtenverlauf nicht lesen. Ergebnisse sind deshalb keine Antworten, und nach einem Ausfall könnte eines doppelt erscheinen. Wer diesen Kanal verwaltet, kann mir „Nachrichtenverlauf anzeigen“ erlauben.",
  "access.not-invited": "Ich bin kein Mitglied des Kanals und kann ihm nicht von selbst beitreten.",
  "access.slack-invite": "Gib hier {command} ein und versuch es dann noch einmal.",
  "access.not-for-me": "In Direktnachrichten zwischen Personen kann ich nicht posten.",
  "access.use-elsewhere":
    "Verwende den Befehl in einem Kanal oder in einer Direktnachricht mit {bot}.",
  "access.archived": "Der Kanal ist archiviert, deshalb kann darin nichts gepostet werden.",
  "access.unarchive": "Heb zuerst die Archivierung auf oder nimm einen anderen Kanal.",
  "access.lacks": "Mir fehlen Berechtigungen: {names}.",
  "access.not-allowed": "Ich darf hier keine Nachrichten posten.",
  "access.ask-manager":
    "Wer diesen Kanal verwaltet, kann mich hinzufügen und mir erlauben, Nachrichten zu posten und Dateien anzuhängen.",

  // What Discord calls permissions.
  "permission.view-channel": "Kanal ansehen",
  "permission.send-messages": "Nachrichten senden",
  "permission.send-messages-in-threads": "Nachrichten in Threads senden",
  "permission.create-public-threads": "Öffentliche Threads erstellen",
  "permission.attach-files": "Dateien anhängen",
  "permission.read-message-history": "Nachrichtenverlauf anzeigen",
} as const satisfies Catalogue<"one" | "other">;
