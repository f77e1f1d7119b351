package guide

import (
	"slices"
	"strings"
	"testing"

	"mailasset/internal/msg"
)

// said fails when a step does not say all these words, in this order.
func said(t *testing.T, id string, lang msg.Lang, words ...string) {
	t.Helper()
	rest := strings.Join(strings.Fields(render(t, id, lang, Branch{}, 80)), " ")
	for _, word := range words {
		_, after, found := strings.Cut(rest, word)
		if !found {
			t.Errorf("%s %s does not say %q there", id, lang, word)
			continue
		}
		rest = after
	}
}

// The trap that costs people a week must be told whole, in both languages.
func TestAudienceTellsTheTrap(t *testing.T) {
	said(t, "audience", msg.English, "before any token is made", "Publish app -> Confirm", "In production", "7 days",
		"publishing later does not save it", "greyed out", "home page or a privacy policy", "not authorized",
		"September 2026", "auth/branding", "Stay with External")
	said(t, "audience", msg.Dutch, "voordat er een token gemaakt wordt", "Publish app -> Confirm", "In production", "7 dagen",
		"later publiceren redt het niet meer", "grijs", "startpagina of privacybeleid", "niet geautoriseerd",
		"september 2026", "auth/branding", "Blijf bij External")
}

// The secret is shown once: that must be read before Create is pressed. And the
// two buttons of one name must not be mixed up.
func TestClientTellsTheTraps(t *testing.T) {
	said(t, "client", msg.English, "Web application", "two buttons named Add URI", "upper one", full["origin"],
		"lower Add URI", full["callbackUrl"], full["loopbackRedirect"], "secret once", "Create -> Download JSON",
		"5 minutes to a few hours")
	said(t, "client", msg.Dutch, "Web application", "twee gelijke knoppen Add URI", "bovenste", full["origin"],
		"onderste Add URI", full["callbackUrl"], full["loopbackRedirect"], "één keer", "Create -> Download JSON",
		"5 minuten tot een paar uur")
}

// A service chosen wrongly and a deleted asset cannot be undone: both are said
// before the button, which is the last of all.
func TestRegisteringIsLastAndWarnedOf(t *testing.T) {
	said(t, "connect", msg.English, "review before providing consent", "Generate Token", "Save")
	said(t, "forwarding", msg.English, "Save Changes", "Last, register",
		"cannot be changed afterwards", "must not be deleted", "Register To Webex Engage", "Register to Webex CC")
	said(t, "connect", msg.Dutch, "review before providing consent", "Generate Token", "Save")
	said(t, "forwarding", msg.Dutch, "Registreer als laatste",
		"niet meer wijzigen", "niet verwijderen", "Register To Webex Engage", "Register to Webex CC")
}

// The form is filled in from top to bottom: the fields stand in its order.
func TestConnectFollowsTheForm(t *testing.T) {
	want := []string{
		"Asset Name", "Email ID", "Authentication Type", "SMTP Server", "Username", "Port", "Security", "Client ID",
		"Client Secret", "Authorization URL", "Scope", "Access Token URL", "Refresh Token URL",
		"Use different email address than the asset email ID for generating tokens", "Login ID For Generating Token",
		"I would like to explicitly review before providing consent for authentication",
	}
	var have []string
	step, _ := pack(t).Step("connect")
	for _, action := range step.Actions {
		for _, field := range action.Fields {
			if !field.When.Applies(setup) {
				continue
			}
			have = append(have, field.Label.En)
			if field.Label.En != field.Label.Nl {
				t.Errorf("Webex Connect's form is English, not %q", field.Label.Nl)
			}
		}
	}
	if !slices.Equal(have, want) {
		t.Errorf("got %q", have)
	}
}

// The confirmation lands where nobody looks for it.
func TestForwardingTellsWhereTheConfirmationIs(t *testing.T) {
	said(t, "forwarding", msg.English, "descriptive logs", "Add a forwarding address", full["forwardingAddress"],
		"Next -> Proceed", "not in any inbox", "Decrypt logs", "Forward a copy of incoming mail to", "Save Changes")
	said(t, "forwarding", msg.Dutch, "descriptive logs", "Een doorstuuradres toevoegen", full["forwardingAddress"],
		"Volgende -> Doorgaan", "in geen enkel postvak", "Decrypt logs", "Een kopie van inkomende e-mail", "Wijzigingen opslaan")
}
