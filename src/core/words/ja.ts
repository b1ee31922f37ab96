import type { Catalogue } from "./en.ts";

/**
 * The catalogue in Japanese. A half-width space stands on both sides of `**…**` and of what is shown as code: between
 * full-width characters Slack takes the signs for text.
 */
export const ja = {
  // Units and numbers.
  "unit.day": "{n}日",
  "unit.hour": "{n}時間",
  "unit.minute": "{n}分",
  "unit.second": "{n}秒",
  "unit.bytes": "{n}バイト",
  "unit.kilobytes": "{n}\u00a0kB",
  "unit.megabytes": "{n}\u00a0MB",
  "unit.percent": "{n}%",
  "jobs.one": "{n}件のジョブ",
  "jobs.other": "{n}件のジョブ",
  "commands.one": "{n}件のコマンド",
  "commands.other": "{n}件のコマンド",
  "lines.one": "…（ほか{n}行）",
  "lines.other": "…（ほか{n}行）",
  "characters.one": "…（ほか{n}文字）",
  "characters.other": "…（ほか{n}文字）",

  // What a job's status is called.
  "status.unasked": "ジョブAPIの応答待ち",
  "status.created": "開始待ち",
  "status.started": "開始済み",
  "status.progress": "処理中",
  "status.running": "実行中（{status}）",
  "status.completed": "完了",
  "status.failed": "失敗",
  "status.cancelled": "キャンセル済み",
  "status.moderated": "モデレーションにより停止",
  "status.gave-up": "待機を終了",
  "status.unknown-job": "ジョブAPIに該当なし",
  "status.forgotten": "追跡を終了",

  // The status message.
  "status.word": "ステータス {status}",
  "status.job": "ジョブ {job}",
  "status.asked-by": "依頼者：{people}",
  "status.submitted": "送信：{when}",
  "status.took": "所要時間：{duration}",
  "status.asked-every": "ジョブAPIには{interval}ごとに問い合わせます。待機の期限：{when}。",
  "status.asked-between": "ジョブAPIには{from}から{to}の間隔で問い合わせます。待機の期限：{when}。",
  "status.upload-limit":
    "ここに添付できるファイルは{size}までです。それより大きいものはリンクになります。",
  "status.undelivered":
    "**ジョブは成功しましたが、結果をここに投稿できませんでした。** 理由：{reason}。",
  "status.undelivered-bad":
    "**ジョブは終了しましたが、それをここに投稿できませんでした。** 理由：{reason}。",
  "status.sent-privately": "代わりに、{person} さんにダイレクトメッセージで送りました。",
  "status.kept": "結果は1週間保存されます。 {command} で確認できます。",
  "status.result": "結果を見る",
  "status.forgotten-by": "{person} さんがここでのこのジョブの追跡を終了しました。",

  // Why a result could not be posted.
  "undelivered.channel_lost": "チャンネルがなくなったか、私がチャンネルから外されたため",
  "undelivered.forbidden": "私にここへの投稿が許可されていないため",
  "undelivered.text_refused": "メッセージのモデレーションで拒否されたため",
  "undelivered.channel_not_allowed": "私がここで使えるように設定されなくなったため",
  "undelivered.too_late": "24時間にわたって投稿に失敗したため",
  "undelivered.rejected": "プラットフォームが受け付けないため",

  // Trouble with the job API.
  "trouble.unauthorised":
    "現在、ジョブAPIがこのリレーを拒否しています（認証エラー）。リレーの管理者がAPIトークンを更新する必要があります。リレーは問い合わせを続けます。",
  "trouble.no-subscription":
    "現在、ジョブAPIがこのリレーを拒否しています（サブスクリプションがないか、期限切れです）。リレーの管理者がサブスクリプションを更新する必要があります。リレーは問い合わせを続けます。",
  "trouble.rate-limited":
    "現在、ジョブAPIが問い合わせの頻度を下げるよう求めています。リレーは問い合わせを続けます。",
  "trouble.unavailable":
    "現在、ジョブAPIが停止しているか、応答していません。リレーは問い合わせを続けます。",
  "trouble.not-understood": "現在、ジョブAPIの応答を読み取れません。リレーは問い合わせを続けます。",

  // The result.
  "result.video-ready": "動画ができました",
  "result.other-ready": "結果が出ました",
  "result.file-not-attached": "{ready}が、ファイルを添付できませんでした",
  "result.files-not-attached": "{ready}が、複数のファイルを添付できませんでした",
  "result.no-attachments": "ジョブは完了しましたが、添付ファイルがありません",
  "result.failed": "ジョブが失敗しました",
  "result.cancelled": "ジョブがキャンセルされました",
  "result.moderated": "ジョブがモデレーションにより停止されました",
  "result.gave-up": "{duration}が過ぎたため、待機を終了しました",
  "result.unknown-job": "ジョブAPIにこのジョブがありません",
  "result.headline": "{people} {symbol} **{words}。** ジョブ {job}",
  "result.headline-took": "{people} {symbol} **{words}。** ジョブ {job} の所要時間：{duration}",
  "result.headline-alone": "{symbol} **{words}。** ジョブ {job}",
  "result.headline-alone-took": "{symbol} **{words}。** ジョブ {job} の所要時間：{duration}",
  "result.shared-by": "{person} さんが共有しました。",
  "result.notification": "チャンネル通知がオンのため、ここに投稿されました。",
  "result.sent-privately": "これは、私が投稿できなくなったチャンネルで依頼されたものです。",
  "result.one-line": "{people} {symbol} **{words}。** {link}",
  "result.see-status": "ステータスメッセージ",
  "result.part": "ジョブ {job} のファイル（全{count}件中{from}～{to}件目）。",
  "result.smaller-copy": "元のファイルが{original}のため、{size}に縮小したコピー",
  "result.error": "エラー：",
  "result.details": "詳細：",
  "result.no-reason": "ジョブAPIから理由は示されませんでした。",
  "result.api-says": "ジョブAPIからのメッセージ：",
  "result.api-says-nothing": "ジョブAPIからそれ以上の情報はありません。",
  "result.last-status":
    "最後に確認したステータスは「{status}」でした。待機を続けるには： {command}",
  "result.no-status":
    "ジョブAPIからステータスは一度も得られませんでした。待機を続けるには： {command}",
  "result.ask-again": "間違いと思われる場合は、もう一度問い合わせてください： {command}",
  "result.moderated-text":
    "このメッセージの残りの部分は、メッセージのモデレーションによりここでは拒否されました。",
  "result.alt-text": "Pikaジョブ {job} の結果",
  "result.forgotten":
    "{person} さんがここでのジョブ {job} の追跡を終了したため、結果は投稿されません。もう一度追跡するには： {command}",

  // A file that is linked.
  "link.line": "添付できなかったファイル：{file}。理由：{reason}。",
  "link.line-until": "添付できなかったファイル：{file}。理由：{reason}。リンクの有効期限：{when}。",
  "link.sized": "{file}（{size}）",
  "link.file": "ファイル",
  "link.expired": "リンクの有効期限が切れ、ジョブAPIにも新しいリンクがないため",
  "link.unreachable": "ダウンロードできなかったため",
  "link.not-media": "動画、画像、音声のいずれでもないため",
  "link.address-refused": "リレーがそのアドレスからダウンロードしないため",
  "link.file-refused": "ここにファイルとして投稿できなかったため",
  "link.too-large": "このチャンネルには大きすぎるため",
  "link.too-large-for": "ここで許可されている{size}を超えるため",

  // Commands: what the platform's menus say of them. At most 100 characters.
  "command.pika-status": "Pikaの動画ジョブを追跡し、結果をこのチャンネルで受け取ります",
  "command.pika-jobs": "このチャンネルが待っているジョブと最新の結果を表示します",
  "command.pika-forget": "このチャンネルでのジョブの追跡を終了します",
  "command.pika-share": "終了したジョブの結果を別のチャンネルに投稿します",
  "command.pika-notify": "アカウントのジョブが終了するたびにこのチャンネルに投稿します",
  "command.pika-settings": "このチャンネルでの結果の投稿方法を表示または変更します",
  "command.pika-help": "ここでPika Relayを使ってできることを表示します",
  "option.jobid": "ジョブの送信時にPika APIが返したジョブID",
  "option.followed-jobid": "このチャンネルが追跡しているジョブのID",
  "option.finished-jobid": "このチャンネルに結果が投稿されたジョブのID",
  "option.channel": "投稿先のチャンネル",
  "option.notify": "通知のオン、オフの切り替え、または現在の状態の確認",
  "option.delivery": "結果の届き方：新しいメッセージ、ステータスメッセージ、スレッドのいずれか",
  "shortcut.follow": "このPikaジョブを追跡",

  // Buttons.
  "button.refresh": "更新",
  "button.stop": "追跡を終了",
  "button.share": "共有…",
  "button.retry": "再実行",
  "button.retry-now": "もう一度実行する",
  "button.cancel": "キャンセル",
  "button.try-again": "もう一度投稿する",
  "button.previous": "前へ",
  "button.next": "次へ",
  "choice.channel": "チャンネルを選択",

  // Answers that any command may give.
  "answer.interim": "確認しています。まもなくお答えします。",
  "answer.failed": "リレーで問題が発生し、何も実行されませんでした。もう一度お試しください。",
  "answer.unknown-command": "そのコマンドはありません。",
  "answer.restarting": "再起動しています。しばらくしてからもう一度お試しください。",
  "answer.people-only": "コマンドは人からのみ受け付けます。",
  "answer.not-allowed-here":
    "ここでは使えるように設定されていません。使用できる場所は、このリレーの管理者が決めます。",
  "answer.too-often":
    "コマンドが多すぎます。1人あたり1分間に{commands}まで受け付けます。{duration}後にもう一度お試しください。",
  "answer.too-often-rest":
    "すでに追跡中のジョブはそのまま続きます。今回のジョブについては何も実行されませんでした。",
  "answer.store-down": "**現在保存できないため、何も変更されませんでした。**",
  "answer.store-down-rest":
    "1分後にもう一度お試しください。この状態が続く場合は、このリレーの管理者にお知らせください。",
  "answer.not-found": "このチャンネルにそのジョブはありません。",
  "answer.not-found-rest":
    "{command} で、このチャンネルが待っているジョブと最新の結果を確認できます。",
  "answer.needs-manage": "**この操作は、このチャンネルを管理できる人だけが行えます。**",
  "answer.cancelled": "何も実行されませんでした。",

  // Job ids.
  "jobid.missing": "ジョブIDがありません。",
  "jobid.invalid": "それはジョブIDではありません。空白を含まない1～{max}文字でなければなりません。",
  "jobid.example": "ジョブIDの例： {example}",
  "jobid.where": "ジョブを開始したリクエストの応答にある {field} の値です。",

  // Following.
  "follow.following": "ジョブ {job} を追跡しています。結果はこのチャンネルに投稿されます。",
  "follow.following-thread": "ジョブ {job} を追跡しています。結果はこのスレッドに投稿されます。",
  "follow.over": "ジョブ {job} を追跡しています。結果は今からこのチャンネルに投稿されます。",
  "follow.already":
    "このチャンネルはすでにジョブ {job} を追跡しています。終了時にはあなたにもメンションします。",
  "follow.already-over":
    "このチャンネルはすでにジョブ {job} を追跡しています。ジョブは終了し、結果を投稿しているところです。",
  "follow.not-found": "ジョブAPIにジョブ {job} がありません。APIからのメッセージ：",
  "follow.not-found-rest": "追跡は始まっていません。ジョブIDを確認して、もう一度お試しください。",
  "follow.no-access": "**このチャンネルには結果を投稿できません。** {problem}",
  "follow.no-access-rest": "追跡はまだ始まっていません。その後でもう一度お試しください。",
  "follow.too-many-of-user":
    "**ここではすでに{jobs}を待っており、1人あたりの上限に達しています。** 今回のジョブは追跡されません。いずれかが終了してから、もう一度お試しください。",
  "follow.too-many-of-channel":
    "**このチャンネルはすでに{jobs}を追跡しており、1チャンネルあたりの上限に達しています。** 今回のジョブは追跡されません。いずれかが終了してから、または別のチャンネルで、もう一度お試しください。",
  "follow.too-many-rest": "上限は、このリレーの管理者が引き上げられます。",
  "follow.store-down": "**現在保存できないため、このジョブは追跡されません。**",
  "follow.see-status": "ステータスメッセージを見る",
  "follow.refused":
    "現在、ジョブAPIがリレーを拒否しています。リレーの管理者による対応が必要です。問い合わせは続けます。",
  "follow.slow-down":
    "現在、ジョブAPIが問い合わせの頻度を下げるよう求めています。問い合わせは続けます。",
  "follow.no-answer": "現在、ジョブAPIが正しく応答していません。問い合わせは続けます。",

  // Refreshing.
  "refresh.running": "今確認した状況：{status}。",
  "refresh.over": "今確認したところ、ジョブは終了しています。まもなく結果が届きます。",
  "refresh.done": "このジョブは終了しています。結果はここに投稿されました。",
  "refresh.undelivered": "このジョブは終了していますが、結果をここに投稿できませんでした。",

  // Stopping.
  "forget.done": "ここでのジョブ {job} の追跡を終了しました。結果は投稿されません。",
  "forget.told": "ほかの依頼者にもお知らせします。",
  "forget.over": "ジョブ {job} は終了しているため、止めるものはありません。",
  "forget.not-yours":
    "**追跡を終了できるのは、このジョブの依頼者か、このチャンネルを管理できる人だけです。**",

  // Sharing.
  "share.where": "ジョブ {job} の結果をどこに投稿しますか？",
  "share.done": "ジョブ {job} の結果を{channel}に投稿しています。",
  "share.running": "ジョブ {job} はまだ終了していません。結果は終了後に共有できます。",
  "share.already": "{channel}にはすでにジョブ {job} の結果が届くことになっています。",
  "share.here": "ジョブ {job} の結果はすでにこのチャンネルにあります。",
  "share.person":
    "**あなたは** {channel} **に投稿できません。** そのため、代わりに投稿することもできません。",
  "share.bot": "**私は** {channel} **に投稿できません。** {problem}",
  "share.elsewhere":
    "そのチャンネルはここにはありません。このサーバーまたはワークスペースのチャンネルでなければなりません。",
  "share.channel-missing": "チャンネルが指定されていません。",

  // Running it again.
  "retry.sure":
    "ジョブ {job} をもう一度実行しますか？同じ設定の新しいジョブが開始され、ここで追跡されます。",
  "retry.started": "ジョブ {job} としてもう一度開始しました。",
  "retry.not-found":
    "ジョブAPIにこのジョブがもうないため、もう一度実行することはできません。APIからのメッセージ：",
  "retry.moderated": "ジョブAPIが再実行を拒否しました（モデレーション）。APIからのメッセージ：",
  "retry.queue-full":
    "このアカウントで同時に実行できるジョブの上限に達しています。いずれかが終了してから、もう一度お試しください。",
  "retry.unknown":
    "ジョブAPIが応答しなかったため、新しいジョブが開始されたかどうかわかりません。確認してから、もう一度お試しください。",
  "retry.unavailable":
    "現在、ジョブAPIが正しく応答せず、何も開始されませんでした。後でもう一度お試しください。",
  "retry.refused":
    "現在、ジョブAPIがリレーを拒否しており、何も開始されませんでした。リレーの管理者による対応が必要です。",
  "retry.slow-down":
    "現在、ジョブAPIが問い合わせの頻度を下げるよう求めており、何も開始されませんでした。1分後にもう一度お試しください。",
  "retry.not-retryable": "ジョブ {job} をもう一度実行することはできません。",

  // Posting again what could not be posted.
  "again.trying": "ジョブ {job} の結果をもう一度投稿しています。",
  "again.not-yours": "**この操作は、このジョブの依頼者だけが行えます。**",
  "again.not-needed": "ジョブ {job} の結果は投稿済みか、投稿中です。",

  // The list.
  "list.waiting": "**このチャンネルは{jobs}を待っています。**",
  "list.waiting-none":
    "**このチャンネルが待っているジョブはありません。** {command} で追跡を始められます。",
  "list.since": "{when}から",
  "list.asked-by": "依頼者：{people}",
  "list.by-notification": "チャンネル通知による",
  "list.next-look": "次の確認：{when}",
  "list.looking": "問い合わせ中",
  "list.results": "**最新の結果**",
  "list.ended": "{when}",
  "list.undelivered": "投稿できませんでした（{reason}）",
  "list.status": "ステータス",
  "list.result": "結果",
  "list.page": "{page}／{pages}ページ",

  // Channel notifications.
  "notify.on":
    "**チャンネル通知はオンです。** アカウントのジョブが終了するたびに、ここに投稿されます。",
  "notify.on-rest": "{command} でオフにできます。",
  "notify.already-on":
    "**チャンネル通知はすでにオンです。** {person} さんが{when}にオンにしました。",
  "notify.off":
    "**チャンネル通知はオフです。** 追跡されているジョブの結果は、引き続き投稿されます。",
  "notify.already-off": "**チャンネル通知はオフです。** {command} でオンにできます。",
  "notify.lost":
    "{channel} **のチャンネル通知がオフになりました。** 理由：{reason}。解決した後、 {command} でもう一度オンにできます。",
  "notify.invalid": "次のいずれかでなければなりません：{choices}。",

  // Settings.
  "settings.delivery": "ここでは、結果は **{delivery}** で届きます。{explanation}",
  "settings.changed": "変更しました。ここでは、結果は **{delivery}** で届きます。{explanation}",
  "settings.how": "変更するには： {command}",
  "settings.invalid": "結果の届き方は次のいずれかです：{choices}。",
  "settings.post": "結果は、ステータスメッセージに返信する新しいメッセージになります。",
  "settings.edit": "結果はステータスメッセージに表示され、その下の1行でお知らせします。",
  "settings.thread": "結果はステータスメッセージのスレッドに投稿されます。",

  // Help.
  "help.title": "**Pika RelayはPikaの動画ジョブを追跡し、依頼された場所に結果を投稿します。**",
  "help.command": "{command} {description}",
  "help.manage": "{command} {description}（このチャンネルを管理しているため、使えます）",
  "help.manage-not": "{command} {description}（このチャンネルを管理できる人が必要です）",
  "help.buttons": "ステータスメッセージの下のボタンからも、同じ操作をワンクリックで行えます。",

  // What a channel allows.
  "access.not-member":
    "ボットがこのサーバーのメンバーではないため、後でここに投稿することができません。",
  "access.invite": "サーバーを管理している人が追加できます：{url}",
  "access.missing-one": "ここでボットに足りない権限：{names}。",
  "access.missing-many": "ここでボットに足りない権限：{names}。",
  "access.allow":
    "このチャンネルを管理している人が許可できます：チャンネルの編集 → 権限 → ボットのロール → {names}。",
  "access.locked": "このスレッドはロックされており、何も投稿できません。",
  "access.unlock":
    "モデレーターにスレッドのロック解除を依頼するか、別のチャンネルでコマンドを使ってください。",
  "access.no-history":
    "ボットがここのメッセージ履歴を読めないため、結果は返信の形にならず、障害の後に同じ結果が2回投稿されることがあります。このチャンネルを管理している人が許可できます：メッセージ履歴を読む。",
  "access.not-invited": "私はこのチャンネルのメンバーではなく、自分で参加することもできません。",
  "access.slack-invite": "ここで {command} と入力してから、もう一度お試しください。",
  "access.not-for-me": "ほかの人どうしのダイレクトメッセージには投稿できません。",
  "access.use-elsewhere":
    "チャンネル、または {bot} とのダイレクトメッセージでコマンドを使ってください。",
  "access.archived": "このチャンネルはアーカイブされているため、ここには何も投稿できません。",
  "access.unarchive": "先にアーカイブを解除するか、別のチャンネルを使ってください。",
  "access.lacks": "私に足りないもの：{names}。",
  "access.not-allowed": "私にはここにメッセージを投稿する権限がありません。",
  "access.ask-manager":
    "このチャンネルを管理している人に、私をチャンネルに追加し、メッセージの投稿とファイルの添付を許可するよう依頼してください。",
} as const satisfies Catalogue;
