package msg

// What export says.
var (
	HelpExport     = Text{"write the asset configuration", "de configuratie van de asset schrijven"}
	HelpExportLong = Text{
		`Writes the configuration of an asset: json and yaml hold all of it and are read again, env sets shell
variables (WEBEX_CONNECT_...), text and html show the form of Webex Connect in the order of the screen.

Without --file, or with --file -, it goes to stdout with the secrets masked; --show-secrets shows them. A
file holds them, unless --redact is given, and only you can read it. --encrypt-to encrypts the document
for the owner of an age key, with its secrets: "age -d -i KEY-FILE" opens it again.

A file that is another asset's configuration is never replaced. One that is not a configuration, or was
changed after this asset, is replaced only after a question (export.overwrite).

--template writes an empty configuration to fill in, --schema the JSON Schema of it; both without NAME.`,
		`Schrijft de configuratie van een asset: json en yaml bevatten alles en zijn weer in te lezen, env zet
shellvariabelen (WEBEX_CONNECT_...), text en html tonen het formulier van Webex Connect in schermvolgorde.

Zonder --file, of met --file -, gaat het naar stdout met de geheimen verborgen; --show-secrets toont ze.
In een bestand staan ze wel, tenzij je --redact geeft, en alleen jij kunt het lezen. --encrypt-to
versleutelt het document voor de eigenaar van een age-sleutel, met de geheimen erin:
"age -d -i SLEUTELBESTAND" opent het weer.

Een bestand met de configuratie van een andere asset wordt nooit vervangen. Is het geen configuratie, of
is het na deze asset nog gewijzigd, dan wordt het pas na een vraag vervangen (export.overwrite).

--template schrijft een lege configuratie om in te vullen, --schema het JSON Schema ervan; allebei zonder
NAME.`,
	}
	FlagExportFormat   = Text{"form of the document, `json|yaml|env|text|html` (else by the name of the file, else json)", "vorm van het document, `json|yaml|env|text|html` (anders volgens de bestandsnaam, anders json)"}
	FlagExportFile     = Text{"write to `FILE`, mode 0600, with the secrets (- is stdout)", "naar `FILE` schrijven, modus 0600, met de geheimen (- is stdout)"}
	FlagExportRedact   = Text{"mask the secrets, in a file too", "de geheimen verbergen, ook in een bestand"}
	FlagEncryptTo      = Text{"encrypt to this age recipient, `age1...` (repeatable)", "versleutelen voor deze age-ontvanger, `age1...` (herhaalbaar)"}
	FlagExportTemplate = Text{"an empty configuration to fill in (yaml, or json)", "een lege configuratie om in te vullen (yaml, of json)"}
	FlagExportSchema   = Text{"the JSON Schema of the configuration", "het JSON Schema van de configuratie"}
	FlagExportShow     = Text{"print secrets in clear on stdout", "geheimen leesbaar op stdout tonen"}

	AskOverwriteForeign = Text{"%s is there already and is no configuration of this asset. Replace it?", "%s bestaat al en is geen configuratie van deze asset. Vervangen?"}
	AskOverwriteNewer   = Text{"%s was changed after asset %s was. Replace it, and lose that change?", "%s is gewijzigd na de laatste wijziging van asset %s. Vervangen, en die wijziging verliezen?"}
	NotExported         = Text{"Nothing was written.", "Er is niets geschreven."}
	Exported            = Text{"Written  %s  (only you can read it)", "Geschreven  %s  (alleen jij kunt het lezen)"}
	ExportedMasked      = Text{"Written  %s  (without secrets)", "Geschreven  %s  (zonder geheimen)"}
	ExportedSealed      = Text{"Written  %s  (encrypted: only whoever holds the key can read it)", "Geschreven  %s  (versleuteld: alleen wie de sleutel heeft, kan het lezen)"}
	ExportedSame        = Text{"Unchanged  %s  (it held just this already)", "Ongewijzigd  %s  (precies dit stond er al in)"}
	ExportSecretsMasked = Text{"The secrets are masked; --show-secrets or --file FILE writes them.", "De geheimen zijn verborgen; met --show-secrets of --file FILE worden ze geschreven."}
	ExportLacks         = Text{"note: this asset has no %s yet; `mailasset setup %s` goes on", "let op: deze asset heeft nog geen %s; `mailasset setup %s` gaat verder"}
	ExportClient        = Text{"client ID and secret", "client-ID en -geheim"}
	ExportSecret        = Text{"client secret", "clientgeheim"}
	ExportTokens        = Text{"tokens to hand on", "tokens om door te geven"}
	ExportNoName        = Text{"--template and --schema take no NAME", "--template en --schema nemen geen NAME"}
	ExportNotBoth       = Text{"%s and %s do not go together", "%s en %s gaan niet samen"}
	ExportNoFolder      = Text{"--file: there is no folder %s", "--file: er is geen map %s"}
	ExportNoFile        = Text{"--file: %s is no file (- is stdout)", "--file: %s is geen bestand (- is stdout)"}
	ExportTemplateForms = Text{"--template is written as yaml or json, not %s", "--template bestaat als yaml of json, niet als %s"}
	ExportNoFormat      = Text{"no format %q, only %s", "geen formaat %q, alleen %s"}

	UnknownKey = Text{"note: %s, line %d: the key %s is not known; was %s meant?", "let op: %s, regel %d: de sleutel %s is onbekend; was %s bedoeld?"}

	RecipientSSH      = Text{"--encrypt-to %s: SSH keys are not taken, only age recipients (age1..., as age-keygen prints them)", "--encrypt-to %s: SSH-sleutels kunnen niet, alleen age-ontvangers (age1..., zoals age-keygen ze toont)"}
	RecipientIdentity = Text{"--encrypt-to got a private key: whoever reads this command line can open what was encrypted to it. Give the public one, age1...; `age-keygen -y KEY-FILE` prints it", "--encrypt-to kreeg een geheime sleutel: wie deze opdrachtregel leest, kan openen wat ervoor is versleuteld. Geef de openbare, age1...; `age-keygen -y SLEUTELBESTAND` toont hem"}
	RecipientMixed    = Text{"--encrypt-to: post-quantum recipients (age1pq1...) and others do not go into one file; encrypt to each kind apart", "--encrypt-to: post-quantumontvangers (age1pq1...) en andere gaan niet in één bestand; versleutel voor elk soort apart"}
	RecipientUnknown  = Text{"--encrypt-to %s: no age recipient (age1..., as age-keygen prints them)", "--encrypt-to %s: geen age-ontvanger (age1..., zoals age-keygen ze toont)"}
)

// The form as text and as a page.
var (
	ExportFormTitle   = Text{"Webex Connect email asset: %s", "E-mailasset van Webex Connect: %s"}
	ExportFormWhere   = Text{"Where: Assets -> Apps -> Configure New App -> Email", "Waar: Assets -> Apps -> Configure New App -> Email"}
	ExportFormField   = Text{"Field", "Veld"}
	ExportFormValue   = Text{"Value", "Waarde"}
	ExportFormHow     = Text{"How", "Hoe"}
	ExportFormTyped   = Text{"typed", "typen"}
	ExportFormGiven   = Text{"given", "staat er"}
	ExportFormTick    = Text{"tick", "vinkje"}
	ExportFormFilled  = Text{"filled", "volgt"}
	ExportFormOpen    = Text{"(not known yet)", "(nog niet bekend)"}
	ExportFormLater   = Text{"(after Generate Token)", "(na Generate Token)"}
	ExportFormLegend  = Text{"typed: you fill it in. given: Webex Connect shows it; compare. tick: set the box so. filled: Webex Connect fills it in.", "typen: jij vult het in. staat er: Webex Connect toont het; vergelijk. vinkje: zet het vakje zo. volgt: Webex Connect vult het in."}
	ExportFormAfter   = Text{"Then: Generate Token, Save, Register To Webex Engage. The service chosen there cannot be changed afterwards.", "Daarna: Generate Token, Save, Register To Webex Engage. De service die je daar kiest, is later niet meer te wijzigen."}
	ExportFormSecret  = Text{"This page holds the client secret. Do not pass it on.", "Op deze pagina staat het clientgeheim. Geef haar niet door."}
	ExportFormTicked  = Text{"ticked", "aangevinkt"}
	ExportFormCleared = Text{"not ticked", "niet aangevinkt"}
)

// TemplateHead stands above an empty configuration.
var TemplateHead = Text{
	`An email asset of Webex Connect that sends through Gmail with OAuth 2.0.
Fill in what is empty; what is filled in is right for Gmail. Then:
  mailasset check FILE          proves it, and changes nothing
  mailasset setup --from FILE   goes on with it, up to a proven asset`,
	`Een e-mailasset van Webex Connect die via Gmail verstuurt met OAuth 2.0.
Vul in wat leeg is; wat er al staat, klopt voor Gmail. Daarna:
  mailasset check BESTAND          controleert het en wijzigt niets
  mailasset setup --from BESTAND   gaat ermee verder, tot een asset die aantoonbaar werkt`,
}

// TemplateWords explain the keys of an empty configuration.
var TemplateWords = map[string]Text{
	"asset.name":                      {"Asset Name: letters, digits, blanks and hyphens.", "Asset Name: letters, cijfers, spaties en koppeltekens."},
	"asset.emailId":                   {"Email ID: the mailbox.", "Email ID: de mailbox."},
	"asset.forwardingAddress":         {"Forwarding Address, as Webex Connect shows it. May wait until the last step.", "Forwarding Address, zoals Webex Connect het toont. Mag tot de laatste stap wachten."},
	"asset.connectUrl":                {"Where you open Webex Connect, such as https://tenant.us.webexconnect.io", "Waar je Webex Connect opent, zoals https://tenant.us.webexconnect.io"},
	"asset.region":                    {"us, eu, uk, ca, au, sg or in. Left empty, it follows from the addresses above.", "us, eu, uk, ca, au, sg of in. Laat je het leeg, dan volgt het uit de adressen hierboven."},
	"authentication.smtpServer":       {"SMTP Server, with its port and security: 465 and SSL, or 587 and STARTTLS.", "SMTP Server, met poort en beveiliging: 465 en SSL, of 587 en STARTTLS."},
	"authentication.username":         {"Username: the mailbox.", "Username: de mailbox."},
	"authentication.clientId":         {"From Google's console: Clients -> your web client. The secret is shown there once.", "Uit de console van Google: Clients -> je webclient. Het geheim staat daar maar één keer."},
	"authentication.callbackUrl":      {"Call Back URL, copied from Webex Connect with its button. Do not build it.", "Call Back URL, met de knop gekopieerd uit Webex Connect. Stel hem niet zelf samen."},
	"authentication.authorizationUrl": {"These four are Google's.", "Deze vier zijn van Google."},
	"authentication.loginId":          {"Only where somebody else signs in for a shared mailbox: that person's address.", "Alleen als iemand anders zich aanmeldt voor een gedeelde mailbox: het adres van die persoon."},
	"authentication.reviewConsent":    {`The box "I would like to explicitly review before providing consent".`, `Het vakje "I would like to explicitly review before providing consent".`},
}
