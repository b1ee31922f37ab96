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
  "join.names": "{first}、{second}",
  "join.units": "{first}{second}",
  "jobs.other": "{n}件のジョブ",
  "commands.other": "{n}件のコマンド",
  "files.other": "{n}個のファイル",
  "ahead.other": "前に{n}件",
  "credits.other": "{n}クレジット",
  "units.other": "{n}課金単位",
  "lines.other": "…（ほか{n}行）",
  "characters.other": "…（ほか{n}文字）",

  // What a job's status is called.
  "status.unasked": "{source} APIの応答待ち",
  "status.created": "順番待ち",
  "status.started": "開始済み",
  "status.progress": "処理中",
  "status.running": "実行中（{status}）",
  "status.completed": "完了",
  "status.failed": "失敗",
  "status.cancelled": "キャンセル済み",
  "status.moderated": "モデレーションによりブロック",
  "status.gave-up": "待機を終了",
  "status.unknown-job": "見つかりません",
  "status.quarantined": "内部エラーのためフォローを終了",
  "status.forgotten": "フォロー解除",

  // The status message.
  "status.job": "ジョブ {job}",
  "status.submitted": "送信：{when}",
  "status.next": "次に開始",
  "status.usual-end": "通常は{from}～{to}に完了",
  "status.took": "所要時間：{duration}",
  "status.asked-every": "{interval}ごとに確認します。期限：{when}。",
  "status.asked-between": "{from}～{to}ごとに確認します。期限：{when}。",
  "status.undelivered":
    "**ジョブは成功しましたが、結果をここに投稿できませんでした。** 理由：{reason}。",
  "status.undelivered-bad":
    "**ジョブは終了しましたが、その結果をここに投稿できませんでした。** 理由：{reason}。",
  "status.sent-privately": "代わりに、{person} さんにダイレクトメッセージで送りました。",
  "status.files-kept": "ファイルは保存済みです。",
  "status.files-kept-until": "ファイルは保存済みです。{source} での保存期限：{when}。",
  "status.files-until": "{source} でのファイルの保存期限：{when}。",
  "status.kept": "{command} で結果を1週間確認できます。",
  "status.result": "結果を見る",
  "status.forgotten-by": "{person} さんがこのジョブのフォローを解除しました。",
  "status.post-unanswered":
    "結果をまだ投稿できていません。{platform}が応答していません。投稿は自動的に再試行します。",
  "status.post-limited":
    "結果をまだ投稿できていません。{platform}が投稿の数を制限しています。投稿は自動的に再試行します。",

  // Why a result could not be posted.
  "undelivered.channel_lost": "チャンネルにアクセスできなくなったため",
  "undelivered.forbidden": "チャンネルに投稿する権限がないため",
  "undelivered.text_refused": "メッセージのフィルターでブロックされたため",
  "undelivered.channel_not_allowed": "チャンネルでPika Relayを利用できなくなったため",
  "undelivered.too_late": "24時間にわたって投稿に失敗したため",
  "undelivered.rejected": "プラットフォームに拒否されたため",
  "undelivered.quarantined": "内部エラーが繰り返し発生したため",
  "undelivered.message_lost": "スレッドが存在しなくなったため",

  // Trouble with the job API.
  "trouble.unauthorised":
    "{source} APIがPika RelayのAPIトークンを受け付けません。Pika Relayの管理者によるトークンの更新が必要です。確認は自動的に続けます。",
  "trouble.no-subscription":
    "有効なサブスクリプションがないため、{source} APIに拒否されました。Pika Relayの管理者による更新が必要です。確認は自動的に続けます。",
  "trouble.rate-limited": "{source} APIがリクエストの数を制限しています。確認は自動的に続けます。",
  "trouble.unavailable": "{source} APIが停止しているか、応答していません。確認は自動的に続けます。",
  "trouble.not-understood": "{source} APIの応答を読み取れません。確認は自動的に続けます。",
  "outage.since": "{from}から続いています。ここで待機中：{jobs}。結果は届き次第、投稿します。",
  "outage.over": "{source} APIは復旧しました。障害の期間：{from}～{to}。",
  "outage.unwatched":
    "{source} APIの応答を待っているジョブは、ここにはもうありません。APIは{from}から正しく応答していませんでした。",

  // The result.
  "result.video-ready": "動画が完成しました",
  "result.other-ready": "結果が出ました",
  "result.file-not-attached": "{ready}が、ファイルを添付できませんでした",
  "result.files-not-attached": "{ready}が、どのファイルも添付できませんでした",
  "result.no-attachments": "ジョブは完了しましたが、添付ファイルがありません",
  "result.deleted": "ジョブは完了しましたが、ファイルはすでに削除されています",
  "result.failed": "ジョブが失敗しました",
  "result.cancelled": "ジョブがキャンセルされました",
  "result.moderated": "ジョブはモデレーションによりブロックされました",
  "result.gave-up": "{duration}が経過したため、待機を終了しました",
  "result.quarantined": "内部エラーが繰り返し発生したため、このジョブのフォローを終了しました",
  "result.unknown-job": "{source} APIでこのジョブが見つかりません",
  "result.headline-reason": "{symbol} **{words}：** {reason}",
  "result.headline-sentence": "{symbol} **{words}。** {sentence}",
  "result.summary": "{words}：{rest}",
  "result.shared-by": "{person} さんが共有",
  "result.sent-privately":
    "投稿できなくなったチャンネルでのリクエストのため、こちらにお送りしました。",
  "result.see-status": "ステータスを見る",
  "result.part": "ジョブ {job} のファイル（全{count}件中{from}～{to}件目）。",
  "result.part-one": "ジョブ {job} のファイル（全{count}件中{from}件目）。",
  "result.smaller-copy": "{size}に縮小（元のサイズ：{original}）",
  "result.cost": "費用：{cost}",
  "result.no-reason": "{source} APIから理由は示されませんでした。",
  "result.api-says": "{source} APIからのメッセージ：",
  "result.api-says-nothing": "{source} APIからそれ以上の情報はありません。",
  "result.last-status":
    "最後に確認したステータスは「{status}」です。フォローを続けるには {command} を実行してください。",
  "result.no-status":
    "{source} APIからステータスを一度も取得できませんでした。フォローを続けるには {command} を実行してください。",
  "result.quarantined-rest":
    "ジョブ自体に影響はありません。後でもう一度フォローするには {command} を実行してください。",
  "result.ask-again": "間違いと思われる場合は {command} でもう一度お試しください。",
  "result.moderated-text": "このメッセージの残りは、メッセージのフィルターでブロックされました。",
  "result.alt-text": "{source}ジョブ {job} の結果",
  "result.forgotten":
    "{person} さんがジョブ {job} のフォローを解除したため、結果は投稿されません。もう一度フォローするには {command} を実行してください。",
  "result.more-files":
    "このジョブのファイルは{count}個あり、ここにはそのうち{kept}個を投稿しました。",

  // A file that is linked.
  "link.line": "{file}を添付できませんでした。理由：{reason}。",
  "link.line-until": "{file}を添付できませんでした。理由：{reason}。リンクの有効期限：{when}。",
  "link.sized": "{file}（{size}）",
  "link.file": "ファイル",
  "link.expired": "リンクの有効期限が切れ、{source} APIにも新しいリンクがないため",
  "link.unreachable": "ダウンロードできなかったため",
  "link.not-media": "動画、画像、音声のいずれでもないため",
  "link.address-refused": "そのアドレスからのダウンロードは許可されていないため",
  "link.file-refused": "ここにアップロードできなかったため",
  "link.too-large": "このチャンネルには大きすぎるため",
  "link.too-large-for": "ここで許可されている{size}を超えるため",
  "link.unsafe":
    "{source} がセンシティブなコンテンツとしてマークしており、{platform}ではぼかし表示ができないため",
  "link.unsafe-private":
    "{source} がセンシティブなコンテンツとしてマークしており、{platform}ではぼかし表示ができないため。ファイルは {source} から取得するか、Pika Relayの管理者に問い合わせてください",
  "unsafe.spoiler":
    "スポイラーで隠しています：{source} がセンシティブなコンテンツとしてマークした{files}。",
  "unsafe.linked":
    "リンクを開くときはご注意ください：{source} が{files}をセンシティブなコンテンツとしてマークしています。",
  "unsafe.hidden":
    "{source} がセンシティブなコンテンツとしてマークした{files}は投稿していません。この設定は、Pika Relayの管理者が {variable} で変更できます。",

  // Commands: what the platform's menus say of them. At most 100 characters.
  "command.pika-status": "Pikaの動画ジョブをフォローし、結果をこのチャンネルで受け取ります",
  "command.any-status": "動画ジョブをフォローし、結果をこのチャンネルで受け取ります",
  "command.pika-jobs": "このチャンネルでフォロー中のジョブと最新の結果を表示します",
  "command.pika-forget": "このチャンネルでのジョブのフォローを解除します",
  "command.pika-share": "終了したジョブの結果を別のチャンネルに共有します",
  "command.pika-notify": "アカウントのジョブが終了するたびにこのチャンネルに投稿します",
  "command.pika-settings": "ここでの結果の投稿方法と、自分への通知の設定を表示または変更します",
  "command.pika-help": "Pika Relayでできることを表示します",
  "option.jobid": "ジョブの送信時にPika APIが返したジョブID",
  "option.any-job": "ジョブのID、リンク、またはcurlコマンド。IDとリンクは一度に10件まで",
  "option.followed-jobid": "このチャンネルでフォロー中のジョブのID",
  "option.finished-jobid": "このチャンネルに結果が投稿されたジョブのID",
  "option.channel": "投稿先のチャンネル",
  "option.notify": "通知のオン／オフの切り替え、または現在の設定の確認",
  "option.delivery": "結果の届き方：新しいメッセージ、ステータスメッセージ、スレッドのいずれか",
  "option.broadcast": "スレッドに投稿した結果をチャンネルでもお知らせするかどうか",
  "option.ping": "結果を自分に通知するかどうか（自分だけの設定で、すべてのチャンネルに適用）",
  "shortcut.follow": "このジョブをフォロー",

  // Buttons.
  "button.refresh": "更新",
  "button.stop": "フォローを解除",
  "button.share": "共有…",
  "button.retry": "再実行",
  "button.retry-now": "再実行",
  "button.cancel": "キャンセル",
  "button.cancel-job": "ジョブをキャンセル",
  "button.keep-running": "実行を続ける",
  "button.try-again": "再投稿",
  "button.previous": "前へ",
  "button.next": "次へ",
  "choice.channel": "チャンネルを選択",

  // Answers that any command may give.
  "answer.interim": "確認しています…",
  "answer.failed": "問題が発生したため、何も変更されませんでした。もう一度お試しください。",
  "answer.unknown-command": "そのコマンドはありません。",
  "answer.restarting": "再起動しています。しばらくしてからもう一度お試しください。",
  "answer.people-only": "コマンドは人からのみ受け付けます。",
  "answer.not-allowed-here":
    "ここではPika Relayを利用できません。利用できる場所は、Pika Relayの管理者が決めます。",
  "answer.too-often":
    "コマンドが多すぎます。1人あたり1分間に{commands}まで受け付けます。{duration}後にもう一度お試しください。",
  "answer.too-often-rest": "今回は何も実行していません。フォロー中のジョブに影響はありません。",
  "answer.store-down": "**保存できなかったため、何も変更されませんでした。**",
  "answer.store-unread": "**現在、情報を確認できません。**",
  "answer.store-down-rest":
    "1分後にもう一度お試しください。この状態が続く場合は、Pika Relayの管理者にお知らせください。",
  "answer.not-found": "このチャンネルでそのジョブが見つかりません。",
  "answer.not-found-rest": "{command} で、フォロー中のジョブと最新の結果を確認できます。",
  "answer.needs-manage": "**この操作は、このチャンネルを管理できる人だけが行えます。**",
  "answer.cancelled": "何も変更していません。",
  "answer.other-workspace":
    "別のワークスペースにインストールされているため、そのメンバーからのコマンドのみ受け付けます。",
  "answer.platform-slow":
    "プラットフォームから時間内に応答がなく、権限を確認できませんでした。何も変更されていません。しばらくしてからもう一度お試しください。",
  "answer.not-installed":
    "このワークスペースにはもうインストールされていません。アプリの管理者がPika Relayを再インストールできます。",

  "install.done": "Pika Relayが {workspace} にインストールされました。",
  "install.next": "できることを確認するには、Slackで {command} と入力してください。",
  "install.cancelled": "インストールがキャンセルされたため、何もインストールされませんでした。",
  "install.expired":
    "このページの有効期限が切れているか、別のブラウザーでインストールが開始されました。何もインストールされていません。",
  "install.failed":
    "問題が発生したため、Pika Relayはインストールされませんでした。しばらくしてからもう一度お試しください。",
  "install.again": "最初からやり直す",

  // Job ids.
  "jobid.missing": "ジョブIDを指定してください。",
  "jobid.invalid":
    "ジョブIDの形式が正しくありません。空白を含まない1～{max}文字で指定してください。",
  "jobid.example": "ジョブIDの例： {example}",
  "jobid.where": "ジョブを開始したリクエストの応答にある {field} の値です。",

  // Following.
  "follow.following":
    "ジョブ {job} をフォローします。結果が出たら、このチャンネルでメンションしてお知らせします。",
  "follow.following-thread":
    "ジョブ {job} をフォローします。結果が出たら、このスレッドでメンションしてお知らせします。",
  "follow.over": "ジョブ {job} はすでに終了しています。結果をここに投稿します。",
  "follow.already":
    "このチャンネルではすでにジョブ {job} をフォローしています。終了したら、あなたにもメンションします。",
  "follow.already-you": "ジョブ {job} はすでにフォローしています。",
  "follow.already-over":
    "このチャンネルではすでにジョブ {job} をフォローしています。ジョブは終了し、結果を投稿しています。",
  "follow.not-found": "{source} APIでジョブ {job} が見つかりません。APIからのメッセージ：",
  "follow.not-found-rest": "ジョブIDを確認して、もう一度お試しください。",
  "follow.tried": "問い合わせ先：{sources}。",
  "follow.not-recognised":
    "ジョブIDでもジョブへのリンクでもないようです。次のサービスのジョブをフォローできます：{sources}。",
  "follow.source-off":
    "これは {source} のジョブですが、{source} はオフになっています。Pika Relayの管理者が {variable} を設定するとオンになります。",
  "follow.ambiguous":
    "**同じIDのジョブが複数のサービスにあります。** 該当するコマンドを実行してください：",
  "follow.ambiguous-choose":
    "**同じIDのジョブが複数のサービスにあります。** 該当するものを選んでください。",
  "follow.undecided":
    "{sources} から応答がなかったため、このジョブがあるかどうかを確認できませんでした。しばらくしてから、もう一度お試しください。",
  "follow.no-access": "**このチャンネルには結果を投稿できません。** {problem}",
  "follow.no-access-rest": "それまで、このジョブはフォローされません。",
  "follow.too-many-of-user":
    "**ここではすでに{jobs}をフォローしており、1人あたりの上限に達しています。** いずれかが終了してから、もう一度お試しください。",
  "follow.too-many-of-channel":
    "**このチャンネルではすでに{jobs}をフォローしており、1チャンネルあたりの上限に達しています。** いずれかが終了してから、または別のチャンネルでお試しください。",
  "follow.too-many-rest": "上限は、Pika Relayの管理者が引き上げられます。",
  "follow.store-down": "**保存できなかったため、このジョブはフォローされていません。**",
  "follow.see-status": "ステータスを見る",
  "follow.refused":
    "{source} APIがPika Relayからのリクエストを拒否しています。Pika Relayの管理者による対応が必要です。確認は自動的に続けます。",
  "follow.slow-down": "{source} APIがリクエストの数を制限しています。確認は自動的に続けます。",
  "follow.no-answer": "{source} APIが正しく応答していません。確認は自動的に続けます。",

  // Following several jobs at once.
  "follow.each": "{job} をフォローします。",
  "follow.each-rest": "それぞれの結果が出たら、このチャンネルでメンションしてお知らせします。",
  "follow.each-rest-thread": "それぞれの結果が出たら、このスレッドでメンションしてお知らせします。",
  "follow.each-over": "{job} はすでに終了しています。結果をここに投稿します。",
  "follow.each-already": "このチャンネルではすでに {job} をフォローしています。",
  "follow.each-already-you": "{job} はすでにフォローしています。",
  "follow.each-not-found": "{job} が見つかりません。",
  "follow.each-not-recognised": "{job} はジョブIDでもジョブへのリンクでもないようです。",
  "follow.each-source-off":
    "{job} は {source} のジョブですが、{source} はオフになっています（{variable}）。",
  "follow.each-ambiguous":
    "{job} というIDのジョブが複数のサービスにあります。該当するコマンドを実行してください：",
  "follow.each-ambiguous-choose":
    "{job} というIDのジョブが複数のサービスにあります。該当するものを下から選んでください。",
  "follow.each-undecided": "{job} を確認できませんでした。{sources} から応答がありません。",
  "follow.each-refused": "フォローできませんでした：{jobs}。",
  "follow.each-too-often":
    "リクエストが多すぎます。1人あたり1分間に{commands}まで受け付けます（ジョブ1件を1コマンドとして数えます）。{duration}後にもう一度お試しください。",
  "follow.each-store-down": "**保存できませんでした。**",
  "follow.too-many-jobs":
    "**{jobs}が指定されましたが、一度に指定できるのは{max}件までです。** 何も実行していません。複数のコマンドに分けてください。",

  // Refreshing.
  "refresh.running": "現在のステータス：{status}。",
  "refresh.over": "確認したところ、ジョブは終了していました。まもなく結果が届きます。",
  "refresh.done": "このジョブは終了しています。結果はここに投稿されました。",
  "refresh.undelivered": "このジョブは終了していますが、結果をここに投稿できませんでした。",

  // Stopping.
  "forget.done": "ジョブ {job} のフォローを解除しました。結果は投稿されません。",
  "forget.told": "フォローしているほかの人にもお知らせします。",
  "forget.over": "ジョブ {job} はすでに終了しています。",
  "forget.not-yours":
    "**この操作を行えるのは、このジョブをフォローしている人か、このチャンネルを管理できる人だけです。**",
  "forget.left":
    "ジョブ {job} のフォローを解除しました。ほかの人がフォローしているため、結果は引き続き投稿されます。",
  "forget.left-notified":
    "ジョブ {job} のフォローを解除しました。チャンネル通知がオンのため、結果は引き続き投稿されます。",

  // Sharing.
  "share.where": "ジョブ {job} の結果をどこに共有しますか？",
  "share.done": "ジョブ {job} の結果を{channel}に投稿しています。",
  "share.running": "ジョブ {job} はまだ終了していません。結果は終了後に共有できます。",
  "share.already": "ジョブ {job} の結果は{channel}に投稿済みか、まもなく投稿されます。",
  "share.here": "ジョブ {job} の結果はすでにこのチャンネルにあります。",
  "share.person":
    "{channel} **に投稿する権限がありません。** そのため、代わりに投稿することもできません。",
  "share.bot": "{channel} **に投稿できません。** {problem}",
  "share.elsewhere": "そのチャンネルが見つかりません。このサーバーのチャンネルを選んでください。",
  "share.channel-missing": "チャンネルを選んでください。",

  // Running it again.
  "retry.sure":
    "ジョブ {job} を再実行しますか？ 同じ設定で新しいジョブを開始し、ここでフォローします。",
  "retry.started": "ジョブ {job} として再実行しました。",
  "retry.not-found":
    "{source} APIでこのジョブが見つからなくなったため、再実行できません。APIからのメッセージ：",
  "retry.moderated": "モデレーションのため、{source} APIで再実行できません。APIからのメッセージ：",
  "retry.queue-full":
    "このアカウントで同時に実行できるジョブの上限に達しています。いずれかが終了してから、もう一度お試しください。",
  "retry.unknown":
    "{source} APIから応答がなかったため、新しいジョブが開始されたかどうかわかりません。確認してから、もう一度お試しください。",
  "retry.unavailable":
    "{source} APIが正しく応答しないため、何も開始されませんでした。後でもう一度お試しください。",
  "retry.refused":
    "{source} APIがPika Relayからのリクエストを拒否しているため、何も開始されませんでした。Pika Relayの管理者による対応が必要です。",
  "retry.slow-down":
    "{source} APIがリクエストの数を制限しているため、何も開始されませんでした。1分後にもう一度お試しください。",
  "retry.not-retryable": "ジョブ {job} は再実行できません。",
  "retry.not-yours":
    "**このジョブを再実行できるのは、フォローしている人か、このチャンネルを管理できる人だけです。**",
  "retry.off":
    "ジョブの再実行はオフになっているため、何も開始されませんでした。Pika Relayの管理者がオンにできます。",
  "retry.refused-rest": "何も開始されませんでした。",
  "retry.unknown-here":
    "{people} {source} APIにジョブ {job} の再実行をリクエストしましたが、新しいジョブが開始されたかどうかわかりません。確認してから、もう一度お試しください。新しいジョブの結果は投稿されません。",

  // Cancelling it.
  "cancel.sure":
    "ジョブ {job} をキャンセルしますか？ フォローしている全員に対して、結果なしで終了します。",
  "cancel.cost-until-then": "ここまでの使用分は、{source} APIで課金されることがあります。",
  "cancel.cost-unknown": "キャンセルしても、{source} APIで課金されることがあります。",
  "cancel.cancelling":
    "{source} APIにジョブ {job} のキャンセルを依頼しました。キャンセルされると、ここのステータスが変わります。",
  "cancel.over": "ジョブ {job} はすでに終了しているため、キャンセルするものはありません。",
  "cancel.not-cancellable": "ジョブ {job} はキャンセルできません。",
  "cancel.not-yours":
    "**このジョブをキャンセルできるのは、フォローしている人か、このチャンネルを管理できる人だけです。**",
  "cancel.not-found": "{source} APIでこのジョブが見つかりません。APIからのメッセージ：",
  "cancel.unknown":
    "{source} APIから応答がなかったため、ジョブがキャンセルされるかどうかわかりません。引き続き確認します。",
  "cancel.unavailable":
    "{source} APIが正しく応答しないため、何もキャンセルされませんでした。後でもう一度お試しください。",
  "cancel.refused":
    "{source} APIがPika Relayからのリクエストを拒否しているため、何もキャンセルされませんでした。Pika Relayの管理者による対応が必要です。",
  "cancel.slow-down":
    "{source} APIがリクエストの数を制限しているため、何もキャンセルされませんでした。1分後にもう一度お試しください。",

  // Posting again what could not be posted.
  "again.trying": "ジョブ {job} の結果をもう一度投稿しています。",
  "again.not-yours": "**この操作を行えるのは、このジョブをフォローしている人だけです。**",
  "again.not-needed": "ジョブ {job} の結果は投稿済みか、投稿中です。",

  // The list.
  "list.waiting": "**このチャンネルでは{jobs}をフォローしています。**",
  "list.waiting-none": "**フォロー中のジョブはありません。** {command} でフォローできます。",
  "list.asked-by": "フォロー：{people}",
  "list.by-notification": "チャンネル通知",
  "list.results": "**最新の結果**",
  "list.undelivered": "投稿できませんでした（{reason}）",
  "list.status": "ステータス",
  "list.result": "結果",
  "list.cost": "{month}の費用：{costs}",
  "list.page": "{page}／{pages}ページ",

  // Channel notifications.
  "notify.on":
    "**チャンネル通知はオンです。** アカウントのジョブが終了するたびに、ここに投稿されます。",
  "notify.covers": "対象は {sources} のジョブのみです。",
  "notify.on-rest": "{command} でオフにできます。",
  "notify.already-on":
    "**チャンネル通知はすでにオンです。** {person} さんが{when}にオンにしました。",
  "notify.off": "**チャンネル通知はオフです。** フォロー中のジョブの結果は、引き続き投稿されます。",
  "notify.already-off": "**チャンネル通知はオフです。** {command} でオンにできます。",
  "notify.no-list":
    "**ここではチャンネル通知を利用できません。** {sources} からはジョブの一覧を取得できません。ジョブは {command} で1件ずつフォローしてください。",
  "notify.lost":
    "{channel} **のチャンネル通知をオフにしました。** 理由：{reason}。解決したら {command} でもう一度オンにできます。",
  "notify.invalid": "次のいずれかを指定してください：{choices}。",
  "switch.on": "オン",
  "switch.off": "オフ",
  "switch.status": "状態",

  // Settings.
  "settings.delivery": "このチャンネルでの結果の届き方は **{delivery}** です。{explanation}",
  "settings.changed":
    "変更しました。このチャンネルでの結果の届き方は **{delivery}** です。{explanation}",
  "settings.how": "{command} で変更できます",
  "settings.broadcast-on":
    "スレッドに投稿した結果は、チャンネルでも短いメッセージでお知らせします。",
  "settings.broadcast-off": "スレッドに投稿した結果は、チャンネルではお知らせしません。",
  "settings.ping-on":
    "**あなたへの通知は、すべてのチャンネルでオンです。** フォロー中のジョブが終了すると通知が届きます。",
  "settings.ping-off":
    "**あなたへの通知は、すべてのチャンネルでオフです。** 結果に名前は表示されますが、通知は届きません。",
  "settings.ping-how": "自分への通知は {command} で切り替えられます",
  "settings.invalid": "次のいずれかを指定してください：{choices}。",
  "settings.post": "結果は、ステータスメッセージへの返信として新しく投稿されます。",
  "settings.edit": "結果はステータスメッセージに表示され、その下の短いメッセージでお知らせします。",
  "settings.thread": "結果はステータスメッセージのスレッドに投稿されます。",
  "delivery.post": "新しいメッセージ",
  "delivery.edit": "ステータスメッセージ",
  "delivery.thread": "スレッド",
  "broadcast.on": "チャンネルでもお知らせ",
  "broadcast.off": "スレッドのみ",
  "ping.on": "通知する",
  "ping.off": "通知しない",

  // Help.
  "help.title": "**Pika RelayはPikaの動画ジョブをフォローし、結果をチャンネルに投稿します。**",
  "help.any-title": "**Pika Relayは動画ジョブをフォローし、結果をチャンネルに投稿します。**",
  "help.command": "{command} {description}",
  "help.managers": "このチャンネルの管理者向け：",

  // What a channel allows.
  "access.not-member":
    "Pika Relayがこのサーバーに追加されていないため、後からここに投稿できません。",
  "access.invite": "サーバーの管理者は、次のリンクから追加できます：{url}",
  "access.missing-one": "ここで不足している権限：{names}。",
  "access.missing-many": "ここで不足している権限：{names}。",
  "access.allow":
    "チャンネルの管理者は、次の場所で許可できます：チャンネルの編集 → 権限 → ボットのロール → {names}。",
  "access.locked": "スレッドがロックされているため、何も投稿できません。",
  "access.unlock":
    "モデレーターにスレッドのロック解除を依頼するか、別のチャンネルでコマンドを使ってください。",
  "access.no-history":
    "「メッセージ履歴を読む」の権限がないため、結果は返信の形にならず、障害の後に同じ結果が2回投稿されることがあります。この権限は、チャンネルの管理者が許可できます。",
  "access.not-invited":
    "Pika Relayはチャンネルのメンバーではなく、自分から参加することもできません。",
  "access.slack-invite": "ここで {command} と入力してから、もう一度お試しください。",
  "access.not-for-me": "ほかの人どうしのダイレクトメッセージには投稿できません。",
  "access.use-elsewhere":
    "チャンネル、または {bot} とのダイレクトメッセージでコマンドを使ってください。",
  "access.archived": "チャンネルがアーカイブされているため、何も投稿できません。",
  "access.unarchive": "先にアーカイブを解除するか、別のチャンネルを使ってください。",
  "access.lacks": "不足している権限：{names}。",
  "access.not-allowed": "ここにメッセージを投稿する権限がありません。",
  "access.ask-manager":
    "このチャンネルの管理者に、Pika Relayをチャンネルに追加し、メッセージの投稿とファイルの添付を許可するよう依頼してください。",

  // What Discord calls permissions.
  "permission.view-channel": "チャンネルを見る",
  "permission.send-messages": "メッセージを送信",
  "permission.send-messages-in-threads": "スレッドでメッセージを送信",
  "permission.create-public-threads": "公開スレッドの作成",
  "permission.attach-files": "ファイルを添付",
  "permission.read-message-history": "メッセージ履歴を読む",
} as const satisfies Catalogue<"other">;
