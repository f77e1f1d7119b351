package diagnose

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"mailasset/internal/asset"
	"mailasset/internal/guide"
	"mailasset/internal/msg"
)

// AnswersError says what in an answers file cannot be used, and where. The
// command line fills it, because the askers' errors are not known here.
type AnswersError struct {
	Path   string
	Line   int // 0 where the trouble has no place
	ID     string
	Reason string
}

// Error implements error.
func (e *AnswersError) Error() string {
	text := "read the answers"
	if e.Path != "" {
		text += " in " + e.Path
	}
	if e.Line > 0 {
		text += fmt.Sprintf(", line %d", e.Line)
	}
	if e.ID != "" {
		text += ": " + e.ID
	}
	return text + ": " + e.Reason
}

// ofRules judges a value by the field it was given for: some fields have a code
// of their own, the others share one.
var ofRules verdict = func(err error) (string, facts) {
	if e, ok := find[asset.RuleError](err); ok {
		return ruleCode(e.Field), ruleFacts(e)
	}
	if e, ok := find[AnswersError](err); ok {
		seen := facts{"path": e.Path, "field": e.ID, "reason": strings.TrimRight(e.Reason, "."), "rule": "answers"}
		switch {
		case e.ID == "" && e.Path == "-":
			seen["rule"] = "answers-stdin"
		case e.ID == "" && e.Path != "":
			seen["rule"] = "answers-file"
		}
		if e.Line > 0 {
			seen["line"] = strconv.Itoa(e.Line)
		}
		return "answers-invalid", seen
	}
	if e, ok := find[guide.PackError](err); ok {
		return "answers-invalid", packFacts(e, len(guide.Problems(err)))
	}
	return "", nil
}

// packFacts tell what is wrong with a step pack as a whole, or that there are
// places in it, which each have their own step.
func packFacts(e *guide.PackError, count int) facts {
	seen := facts{"field": "--step-pack " + e.File, "rule": "pack-places", "count": strconv.Itoa(count)}
	switch {
	case e.Err != nil:
		seen["rule"] = "pack-" + systemReason(e.Err)
		return seen
	case count == 1 && e.Field == "":
		seen["rule"] = "pack-whole"
	case count == 1:
		seen["rule"] = "pack-place"
	}
	seen["path"] = e.File
	return seen
}

// packSteps are the steps for a step pack that breaks the rules: one a place.
func packSteps(err error, w *writer) []string {
	const most = 50 // more are not read
	problems := guide.Problems(err)
	var steps []string
	for _, p := range problems[:min(len(problems), most)] {
		if p.Err == nil {
			steps = append(steps, placeOf(asset.Problem{Line: p.Line, Path: p.Field}, w.lang)+clean(p.Reason.In(w.lang))+".")
		}
	}
	return steps
}

func ruleCode(field asset.Field) string {
	switch field {
	case asset.FieldName:
		return "asset-name-invalid"
	case asset.FieldEmail, asset.FieldLoginID, asset.FieldForwardingAddress:
		return "email-invalid"
	case asset.FieldCallbackURL:
		return "callback-url-invalid"
	case asset.FieldRedirect:
		return "redirect-uri-invalid"
	}
	return "answers-invalid"
}

func ruleFacts(e *asset.RuleError) facts {
	seen := facts{"field": string(e.Field), "rule": string(e.Rule), "value": e.Value}
	if at := culprit(e); at >= 0 {
		seen["at"] = strconv.Itoa(utf8.RuneCountInString(e.Value[:at]) + 1)
	}
	return seen
}

// culprit is the offset of the character that breaks the rule, -1 where it is
// not one character.
func culprit(e *asset.RuleError) int {
	switch e.Rule {
	case asset.RuleWildcard:
		return strings.Index(e.Value, "*")
	case asset.RuleFragment:
		return strings.Index(e.Value, "#")
	case asset.RuleUserinfo:
		return strings.Index(e.Value, "@")
	case asset.RuleCharacters:
		if at := strings.IndexFunc(e.Value, func(r rune) bool { return r <= ' ' || r >= 0x7f }); at >= 0 {
			return at
		}
		return strings.Index(e.Value, "%")
	}
	return -1
}

// ruleWords say every rule. The value stands before them.
func ruleWords() map[string]msg.Text {
	return map[string]msg.Text{
		string(asset.RuleEmpty):         {En: "Nothing was given.", Nl: "Er is niets opgegeven."},
		string(asset.RuleName):          {En: "Webex Connect takes letters, digits, blanks and hyphens, with a letter or digit first and last, and at least one plain letter or digit. An underscore is refused.", Nl: "Webex Connect accepteert letters, cijfers, spaties en koppeltekens, met vooraan en achteraan een letter of cijfer, en minstens één gewone letter of cijfer. Een underscore mag niet."},
		string(asset.RuleEmail):         {En: "It must be one plain address such as support@example.com, without a name or brackets around it.", Nl: "Het moet één gewoon adres zijn, zoals support@example.com, zonder naam of haakjes eromheen."},
		string(asset.RuleMailbox):       {En: "The Username of the form is the mailbox itself, the same as the Email ID.", Nl: "De Username op het formulier is de mailbox zelf, dezelfde als de Email ID."},
		string(asset.RulePair):          {En: "Port 465 goes with SSL, port 587 with STARTTLS.", Nl: "Poort 465 hoort bij SSL, poort 587 bij STARTTLS."},
		string(asset.RuleOAuth):         {En: "The Authentication Type must be OAuth 2.0; Google takes no password any more.", Nl: "Het Authentication Type moet OAuth 2.0 zijn; Google accepteert geen wachtwoord meer."},
		string(asset.RuleHost):          {En: "It must be the name of a host alone, such as smtp.gmail.com, without a port or https://.", Nl: "Het moet alleen een hostnaam zijn, zoals smtp.gmail.com, zonder poort of https://."},
		string(asset.RuleRegion):        {En: "It is no region of Webex Connect: us, eu, uk, ca, au, sg or in.", Nl: "Het is geen regio van Webex Connect: us, eu, uk, ca, au, sg of in."},
		string(asset.RuleMailScope):     {En: "Sending over SMTP needs the scope {scope}; gmail.send does not work there.", Nl: "Versturen via SMTP vraagt het bereik {scope}; gmail.send werkt daar niet."},
		string(asset.RuleURL):           {En: "It is not a whole address. It must begin with https:// and name a host.", Nl: "Het is geen volledig adres. Het moet met https:// beginnen en een host noemen."},
		string(asset.RuleScheme):        {En: "It must begin with https://. Plain http is for the redirect address of this program only.", Nl: "Het moet met https:// beginnen. Gewoon http is alleen voor het redirect-adres van dit programma."},
		string(asset.RuleRawIP):         {En: "It must have a public host name; localhost and numbers such as 10.0.0.5 are refused.", Nl: "Er moet een openbare hostnaam in staan; localhost en nummers zoals 10.0.0.5 worden geweigerd."},
		string(asset.RuleSuffix):        {En: "The host must end in a public domain such as .com or .io; .local, .lan and .test are refused.", Nl: "De host moet op een openbaar domein eindigen, zoals .com of .io; .local, .lan en .test worden geweigerd."},
		string(asset.RuleGoogleHost):    {En: "A host under googleusercontent.com is refused.", Nl: "Een host onder googleusercontent.com wordt geweigerd."},
		string(asset.RuleUserinfo):      {En: "It must not hold a user name: nothing may stand before an @.", Nl: "Er mag geen gebruikersnaam in staan: vóór een @ mag niets staan."},
		string(asset.RuleTraversal):     {En: `Its path must not go up: "/.." is refused, also in an encoded form.`, Nl: `Het pad mag niet omhoog: "/.." wordt geweigerd, ook gecodeerd.`},
		string(asset.RuleOpenRedirect):  {En: "What follows the ? must not be another address.", Nl: "Achter de ? mag geen ander adres staan."},
		string(asset.RuleFragment):      {En: "It must not hold a #.", Nl: "Er mag geen # in staan."},
		string(asset.RuleWildcard):      {En: "It must not hold a *.", Nl: "Er mag geen * in staan."},
		string(asset.RuleCharacters):    {En: "It holds a character that is not allowed, such as a blank, an invisible character, an accent, or a % that is no code.", Nl: "Er staat een teken in dat niet mag, zoals een spatie, een onzichtbaar teken, een accent of een % die geen code is."},
		string(asset.RulePath):          {En: "It has only a host. The Call Back URL also has a path, usually /callback.", Nl: "Er staat alleen een host. De Call Back URL heeft ook een pad, meestal /callback."},
		string(asset.RuleShortener):     {En: "It is the domain of a link shortener, which is refused.", Nl: "Het is het domein van een linkverkorter, en dat wordt geweigerd."},
		string(asset.RuleProjectID):     {En: "A project ID has 6 to 30 lower-case letters, digits and hyphens; it begins with a letter and does not end in a hyphen.", Nl: "Een project-ID heeft 6 tot 30 kleine letters, cijfers en koppeltekens, begint met een letter en eindigt niet op een koppelteken."},
		string(asset.RuleNoPage):        {En: "The address answers that there is no such page; Google must find one there.", Nl: "Het adres antwoordt dat er geen pagina is; Google moet er een vinden."},
		string(asset.RuleForeignDomain): {En: "Google's Branding page refuses pages in a code repository; use a site of your own, or a Pages site.", Nl: "De pagina Branding van Google weigert pagina's in een coderepository; gebruik een eigen site of een Pages-site."},
		string(asset.RuleProvider):      {En: "It is not Google's, but another of the three addresses is; all three must be one provider's.", Nl: "Het is niet van Google, maar een ander van de drie adressen wel; alle drie moeten van één aanbieder zijn."},
		"policy":                        {En: "It does not comply with {provider}'s policy: https, a public host name, nothing that leads on elsewhere.", Nl: "Het voldoet niet aan het beleid van {provider}: https, een openbare hostnaam, niets wat weer ergens anders heen leidt."},
		"no-flow":                       {En: "It takes a client JSON (--client-json), a free port (--redirect-port) and a scope (--scope).", Nl: "Er is een client-JSON nodig (--client-json), een vrije poort (--redirect-port) en een bereik (--scope)."},
		"answers":                       {En: "{reason}.", Nl: "{reason}."},
		"answers-file":                  {En: "{reason}.", Nl: "{reason}."},
		"answers-stdin":                 {En: "{reason}.", Nl: "{reason}."},
	}
}

// Phrases that the entries of rules share.
var (
	givenPhrase = phrase{by: "value", of: map[string]msg.Text{"": {}}, other: msg.Text{En: "Given: {value}.", Nl: "Opgegeven: {value}."}}
	placePhrase = phrase{by: "at", of: map[string]msg.Text{"": {}}, other: msg.Text{En: "Look at character {at}.", Nl: "Kijk naar teken {at}."}}
)

func rulePhrase() phrase {
	return phrase{by: "rule", of: ruleWords(), other: msg.Text{En: "It breaks a rule of the form.", Nl: "Het past niet bij de regels van het formulier."}}
}

// ruleEntries are about what was typed.
func ruleEntries() []entry {
	return []entry{
		{
			code:     "redirect-uri-invalid",
			take:     oneOf(ofRules.is("redirect-uri-invalid"), ofPage.is("redirect-uri-invalid")),
			complete: strangeClient,
			title: msg.Text{
				En: "{provider} does not accept this redirect address",
				Nl: "{provider} accepteert dit redirect-adres niet",
			},
			cause: msg.Text{En: "{given} {rule} {place}", Nl: "{given} {rule} {place}"},
			fix: []msg.Text{
				{
					En: "In Webex Connect, copy the Call Back URL from the asset with its button, as it stands: Assets -> Apps -> the asset.",
					Nl: "Kopieer in Webex Connect de Call Back URL van de asset met de knop, zoals hij er staat: Assets -> Apps -> de asset.",
				},
				{
					En: "Correct it on the client too: {clientsPage} -> your web client -> Authorized redirect URIs -> Save (Clients, formerly Credentials).",
					Nl: "Verbeter het ook bij de client: {clientsPage} -> je webclient -> Authorized redirect URIs -> Save (Clients, voorheen Credentials).",
				},
			},
			words: lexicon{"given": givenPhrase, "rule": rulePhrase(), "place": placePhrase},
			who:   WhoCloudAdmin, link: "https://developers.google.com/identity/protocols/oauth2/web-server#uri-validation",
		},
		{
			code: "asset-name-invalid",
			take: ofRules.is("asset-name-invalid"),
			title: msg.Text{
				En: "Webex Connect will not accept this asset name",
				Nl: "Webex Connect zal deze naam voor de asset niet accepteren",
			},
			cause: msg.Text{En: "{given} {rule}", Nl: "{given} {rule}"},
			fix: []msg.Text{{
				En: `Choose another name, such as "Support Gmail": answer asset.name again, or use --answer asset.name="Support Gmail".`,
				Nl: `Kies een andere naam, zoals "Support Gmail": beantwoord asset.name opnieuw, of gebruik --answer asset.name="Support Gmail".`,
			}},
			words: lexicon{"given": givenPhrase, "rule": rulePhrase()},
			who:   WhoYou, link: connectFormPage,
		},
		{
			code: "email-invalid",
			take: ofRules.is("email-invalid"),
			title: msg.Text{
				En: "{what} is not an email address that can be used",
				Nl: "{what} is geen bruikbaar e-mailadres",
			},
			cause: msg.Text{En: "{given} {rule}", Nl: "{given} {rule}"},
			fix: []msg.Text{{
				En: "Give the bare address: answer {field} again, or correct it in the answers file.",
				Nl: "Geef alleen het adres: beantwoord {field} opnieuw, of verbeter het in het antwoordenbestand.",
			}},
			words: lexicon{"given": givenPhrase, "rule": rulePhrase(), "what": {by: "field", of: map[string]msg.Text{
				string(asset.FieldForwardingAddress): {En: "the Forwarding Address", Nl: "het Forwarding Address"},
				string(asset.FieldLoginID):           {En: "the login ID", Nl: "de login-ID"},
			}, other: msg.Text{En: "the Email ID of the asset", Nl: "de Email ID van de asset"}}},
			who: WhoYou, link: connectFormPage,
		},
		{
			code: "callback-url-invalid",
			take: ofRules.is("callback-url-invalid"),
			title: msg.Text{
				En: "this cannot be the Call Back URL of the asset",
				Nl: "dit kan niet de Call Back URL van de asset zijn",
			},
			cause: msg.Text{En: "{given} {rule} {place}", Nl: "{given} {rule} {place}"},
			fix: []msg.Text{
				{
					En: "In Webex Connect, open Assets -> Apps -> Configure New App (formerly Configure New Application) -> Email, choose OAuth 2.0 as Authentication Type, and copy the Call Back URL with its button. Do not build it.",
					Nl: "Open in Webex Connect Assets -> Apps -> Configure New App (voorheen Configure New Application) -> Email, kies OAuth 2.0 als Authentication Type en kopieer de Call Back URL met de knop. Stel hem niet zelf samen.",
				},
				{
					En: "Answer connect.callback_url again: `mailasset setup {name}`.",
					Nl: "Beantwoord connect.callback_url opnieuw: `mailasset setup {name}`.",
				},
			},
			words: lexicon{"given": givenPhrase, "rule": rulePhrase(), "place": placePhrase},
			who:   WhoConnectAdmin, link: connectFormPage,
		},
		{
			code: "answers-invalid",
			take: oneOf(ofRules.is("answers-invalid"), ofAnswer.is("answers-invalid")),
			title: msg.Text{
				En: "{what}",
				Nl: "{what}",
			},
			cause: msg.Text{En: "{given} {lineSays} {rule} {place}", Nl: "{given} {lineSays} {rule} {place}"},
			fix: []msg.Text{{
				En: "Correct {where} and run {same} again.",
				Nl: "Verbeter {where} en draai {same} opnieuw.",
			}},
			words: lexicon{
				"rule": anyRule(), "place": placePhrase, "given": givenPhrase,
				"what": {by: "rule", of: map[string]msg.Text{
					"no-flow": {
						En: "a sign-in cannot be begun with what is there",
						Nl: "met wat er is, kan geen aanmelding beginnen",
					},
					"answers-file":  {En: "the answers file {path} cannot be read", Nl: "het antwoordenbestand {path} is niet te lezen"},
					"answers-stdin": {En: "the answers on standard input cannot be read", Nl: "de antwoorden op de standaardinvoer zijn niet te lezen"},
				}, other: msg.Text{En: "{field} cannot be used as it was given", Nl: "{field} is zo niet te gebruiken"}},
				"lineSays": {by: "line", of: map[string]msg.Text{"": {}}, other: msg.Text{En: "Line {line}:", Nl: "Regel {line}:"}},
				"where":    {by: "path", of: map[string]msg.Text{"": {En: "what was given for {field}", Nl: "wat bij {field} is opgegeven"}, "-": {En: "what is sent there", Nl: "wat daarheen wordt gestuurd"}}, other: msg.Text{En: "{path}", Nl: "{path}"}},
				"formPage": {by: "rule", of: notOnTheForm(), other: msg.Text{En: connectFormPage, Nl: connectFormPage}},
			},
			steps: packSteps,
			who:   WhoYou, link: "{formPage}",
		},
	}
}

// notOnTheForm are the rules about something else than a field of the form.
func notOnTheForm() map[string]msg.Text {
	rules := map[string]msg.Text{"answers": {}, "answers-file": {}, "answers-stdin": {}, "no-flow": {}, "pack-system": {}, "pack-other": {}, "pack-whole": {}, "pack-place": {}, "pack-places": {}}
	for _, reason := range packReasons {
		rules["pack-"+reason] = msg.Text{}
	}
	return rules
}

// packReasons are those for which the words for the file of an asset do.
var packReasons = []string{"absent", "denied", "is-a-folder", "not-a-folder"}

// anyRule also says what is wrong with a step pack, in the words for the file of
// an asset.
func anyRule() phrase {
	words := ruleWords()
	for _, reason := range packReasons {
		words["pack-"+reason] = assetFileWords()[reason]
	}
	words["pack-whole"] = msg.Text{En: "What is in it is no step pack.", Nl: "Wat erin staat, is geen stappenpakket."}
	words["pack-place"] = msg.Text{En: "One place in it does not hold what belongs there.", Nl: "Op één plek staat niet wat er hoort."}
	words["pack-places"] = msg.Text{En: "{count} places in it do not hold what belongs there.", Nl: "Op {count} plekken staat niet wat er hoort."}
	words["pack-system"] = msg.Text{En: "The system does not let it be read.", Nl: "Het systeem laat het niet lezen."}
	words["pack-other"] = words["pack-system"]
	return phrase{by: "rule", of: words, other: rulePhrase().other}
}
