package diagnose

import (
	"cmp"
	"net/http"
	"strconv"
	"strings"

	"google.golang.org/api/googleapi"

	"mailasset/internal/lazyregexp"
	"mailasset/internal/msg"
)

// ofGmail judges a refusal of Google's APIs by its reasons, in the old form
// (errors[].reason) and in the new (ErrorInfo among the details).
var ofGmail verdict = func(err error) (string, facts) {
	e, ok := find[googleapi.Error](err)
	if code, _ := ofAdmin(err); !ok || code != "" {
		return "", nil
	}
	seen := facts{"status": strconv.Itoa(e.Code), "answer": cmp.Or(e.Message, "HTTP "+strconv.Itoa(e.Code))}
	has := reasonsOf(e)
	switch {
	case has("accessNotConfigured", "SERVICE_DISABLED"):
		disabledService(e, seen)
		return "gmail-api-disabled", seen
	case has("failedPrecondition"), strings.Contains(e.Message, "Mail service not enabled"):
		return "mail-service-disabled", seen
	case has("insufficientPermissions", "ACCESS_TOKEN_SCOPE_INSUFFICIENT"):
		return "scope-missing", seen
	case has("domainPolicy"):
		return "admin-policy-enforced", seen
	case e.Code == http.StatusUnauthorized:
		seen["phase"] = "use"
		return "refresh-token-dead", seen
	case e.Code == http.StatusForbidden && !has("rateLimitExceeded", "userRateLimitExceeded", "dailyLimitExceeded", "quotaExceeded"):
		return "permission-denied", seen
	}
	return "provider-error", seen
}

// reasonsOf returns a test for the reasons an answer gives.
func reasonsOf(e *googleapi.Error) func(...string) bool {
	given := map[string]bool{}
	for _, item := range e.Errors {
		given[item.Reason] = true
	}
	for _, detail := range e.Details {
		if info, ok := detail.(map[string]any); ok {
			reason, _ := info["reason"].(string)
			given[reason] = true
		}
	}
	return func(reasons ...string) bool {
		for _, r := range reasons {
			if given[r] {
				return true
			}
		}
		return false
	}
}

var (
	projectInMessage = lazyregexp.New(`\bprojects?[ /](\d{4,20})\b`)
	// enableLink takes a page of Google's console and nothing else: what the
	// user is told to open must not be a stranger's choice.
	enableLink = lazyregexp.New(`https://console\.(?:developers|cloud)\.google\.com/[\w./?=&%-]+`)
)

// disabledService tells in which project the API is off: the client's, which
// need not be the one the admin has in mind.
func disabledService(e *googleapi.Error, seen facts) {
	text := e.Message
	for _, detail := range e.Details {
		info, _ := detail.(map[string]any)
		metadata, _ := info["metadata"].(map[string]any)
		consumer, _ := metadata["consumer"].(string)
		text += " " + consumer
	}
	if m := projectInMessage().FindStringSubmatch(text); m != nil {
		seen["projectNumber"] = m[1]
	}
	seen["enablePage"] = strings.TrimRight(enableLink().FindString(text), ".")
}

// gmailEntries are about the Gmail API and the mailbox behind it.
func gmailEntries() []entry {
	return []entry{
		{
			code: "gmail-api-disabled",
			take: ofGmail.is("gmail-api-disabled"),
			title: msg.Text{
				En: "the Gmail API is off in the client's project",
				Nl: "de Gmail-API staat uit in het project van de client",
			},
			cause: msg.Text{
				En: "The Gmail API must be on in the project that the OAuth client belongs to: {project}. It was never enabled there, or was a moment ago and does not work yet.",
				Nl: "De Gmail-API moet aanstaan in het project waar de OAuth-client bij hoort: {project}. Daar is hij nooit ingeschakeld, of pas zo kort dat het nog niet werkt.",
			},
			fix: []msg.Text{
				{
					En: "Open {enablePage} and press Enable (formerly APIs & Services -> Library -> Gmail API -> Enable).",
					Nl: "Open {enablePage} en klik op Enable (voorheen APIs & Services -> Library -> Gmail API -> Enable).",
				},
				{
					En: "Wait some minutes, then run `mailasset check {name}` again.",
					Nl: "Wacht een paar minuten en draai dan `mailasset check {name}` opnieuw.",
				},
			},
			who: WhoCloudAdmin, link: "{enablePage}",
		},
		{
			code: "mail-service-disabled",
			take: ofGmail.is("mail-service-disabled"),
			title: msg.Text{
				En: "the account that signed in has no Gmail mailbox",
				Nl: "het aangemelde account heeft geen Gmail-mailbox",
			},
			cause: msg.Text{
				En: "The Google account exists, but Gmail is not switched on for it, or its mail lives elsewhere. Expected: {account}.",
				Nl: "Het Google-account bestaat, maar Gmail staat er niet voor aan, of de mail staat ergens anders. Verwacht: {account}.",
			},
			fix: []msg.Text{
				{
					En: "Open https://mail.google.com/ as {account}. If no inbox appears, the account has no mailbox.",
					Nl: "Open https://mail.google.com/ als {account}. Verschijnt er geen inbox, dan heeft het account geen mailbox.",
				},
				{
					En: "In a Workspace, the administrator turns it on: https://admin.google.com/ac/appslist/core (Apps -> Google Workspace -> Gmail -> Service status -> ON).",
					Nl: "In een Workspace zet de beheerder het aan: https://admin.google.com/ac/appslist/core (Apps -> Google Workspace -> Gmail -> Service status -> ON).",
				},
				{
					En: "Then sign in again: `mailasset token {name}`.",
					Nl: "Meld je daarna opnieuw aan: `mailasset token {name}`.",
				},
			},
			who: WhoWorkspaceAdmin, link: "https://admin.google.com/ac/appslist/core",
		},
	}
}
