package msg

// The pages of help that are no commands.
var (
	TopicExitCodes     = Text{"what the exit codes mean", "wat de exitcodes betekenen"}
	TopicExitCodesLong = Text{
		`0  done (lab: ended by Ctrl-C); check: nothing failed or unknown
1  failed: network, provider, a step, a value or file that was read and is wrong;
   check: something could not be told and nothing failed
2  wrong command line, unknown answer id, or a missing answer with --no-input
3  stopped by the user, or something waits (forwarding, staying in Testing);
   the last line of stderr is the command that goes on
4  check found a failure; explain did not recognise the text`,
		`0  klaar (lab: met Ctrl-C gestopt); check: niets mislukt of onbekend
1  mislukt: netwerk, provider, een stap, een waarde of bestand dat niet klopt;
   check: iets was niet vast te stellen en niets is mislukt
2  verkeerd commando, onbekende antwoord-id, of een ontbrekend antwoord met --no-input
3  gestopt door de gebruiker, of er wacht nog iets (doorsturen, in Testing blijven);
   de laatste regel van stderr is het commando dat verdergaat
4  check vond een fout; explain herkende de tekst niet`,
	}
	TopicEnvironment     = Text{"the environment variables, and which hosts are asked", "de omgevingsvariabelen, en welke hosts worden benaderd"}
	TopicEnvironmentLong = Text{
		`Every flag has a variable: MAILASSET_ and its name in capitals, MAILASSET_NO_INPUT=true for --no-input.
A flag beats an answers file, which beats what was answered before, which beats a default.

MAILASSET_LAB            address of a running lab; every command then talks to it
BROWSER                  program that opens a page, called with the address
HTTPS_PROXY, NO_PROXY    as everywhere
XDG_STATE_HOME           where the state lies, in mailasset/
NO_COLOR, TERM=dumb      no colour; TERM=dumb also means --plain
CI                       set and not false: --no-input
MAILASSET_KEYRING=off    keep secrets in a 0600 file, never in the system's keyring
LC_ALL, LC_MESSAGES, LANG   the language

Hosts that are asked: accounts.google.com by your browser, and whether it knows the client;
oauth2.googleapis.com for tokens;
gmail.googleapis.com for the mailbox's address and forwarding; smtp.gmail.com on 465 and 587 (never through a
proxy); with a Google Cloud credential cloudresourcemanager and serviceusage.googleapis.com; home page
and privacy policy once; DNS once for the mailbox's domain; by push, and by check and sheet --page with a Webex token,
assetmanagement.REGION.webexconnect.io; by report the certificates of these and of your Webex Connect.
With --trust-endpoints, those named in the client JSON.`,
		`Elke optie heeft een variabele: MAILASSET_ en de naam in hoofdletters, MAILASSET_NO_INPUT=true voor --no-input.
Een optie gaat voor een antwoordenbestand, dat voor een eerder antwoord, en dat voor een standaardwaarde.

MAILASSET_LAB            adres van een draaiend lab; elk commando praat daar dan mee
BROWSER                  programma dat een pagina opent, met het adres als argument
HTTPS_PROXY, NO_PROXY    zoals overal
XDG_STATE_HOME           waar de status ligt, in mailasset/
NO_COLOR, TERM=dumb      geen kleur; TERM=dumb betekent ook --plain
CI                       gezet en niet false: --no-input
MAILASSET_KEYRING=off    geheimen in een 0600-bestand bewaren, nooit in de sleutelbos van het systeem
LC_ALL, LC_MESSAGES, LANG   de taal

Hosts die worden benaderd: accounts.google.com door je browser, en met de vraag of het de client kent;
oauth2.googleapis.com voor tokens;
gmail.googleapis.com voor adres en doorsturen van de mailbox; smtp.gmail.com op 465 en 587 (nooit via een
proxy); met een Google Cloud-credential cloudresourcemanager en serviceusage.googleapis.com; startpagina
en privacybeleid één keer; DNS één keer voor het domein van de mailbox; door push, en door
check en sheet --page met een Webex-token, assetmanagement.REGIO.webexconnect.io; door report de
certificaten van deze en van je Webex Connect. Met --trust-endpoints die uit de client-JSON.`,
	}
	TopicFiles     = Text{"the files that are read and written", "de bestanden die worden gelezen en geschreven"}
	TopicFilesLong = Text{
		`State of an asset, a folder only you can open:
  Linux    $XDG_STATE_HOME/mailasset/NAME, else ~/.local/state/mailasset/NAME
  macOS    ~/Library/Application Support/mailasset/NAME
  Windows  %LocalAppData%\mailasset\NAME
  session.json   progress and answers, no secrets
  secrets.json   client secret and tokens, mode 0600, where there is no keyring to keep them
  sheet.json     what was ticked on the sheet
  pending.json   a sign-in between --start and --finish, mode 0600, for an hour
  lock, holder   which process works on the asset
Above NAME: connect-mapping.yaml, how the Digital Asset API names its fields (push --learn, push --template).

NAME.asset.json in the current folder (or --out): the asset configuration with its secrets, mode 0600.
Files are written whole or not at all. A file of the state that others can read is refused.`,
		`De status van een asset, een map die alleen jij kunt openen:
  Linux    $XDG_STATE_HOME/mailasset/NAME, anders ~/.local/state/mailasset/NAME
  macOS    ~/Library/Application Support/mailasset/NAME
  Windows  %LocalAppData%\mailasset\NAME
  session.json   voortgang en antwoorden, geen geheimen
  secrets.json   clientgeheim en tokens, modus 0600, als er geen sleutelbos is
  sheet.json     wat op de sheet is afgevinkt
  pending.json   een aanmelding tussen --start en --finish, modus 0600, een uur lang
  lock, holder   welk proces met de asset bezig is
Boven NAME: connect-mapping.yaml, hoe de Digital Asset API de velden noemt (push --learn, push --template).

NAME.asset.json in de huidige map (of --out): de configuratie van de asset met de geheimen, modus 0600.
Bestanden worden in hun geheel geschreven of niet. Een statusbestand dat anderen kunnen lezen, wordt geweigerd.`,
	}
	TopicAnswers     = Text{"the questions and their ids, for --answer and answers files", "de vragen en hun id's, voor --answer en antwoordenbestanden"}
	TopicAnswersLong = Text{
		`Every question has an id that is the same in any language. --answer ID=VALUE answers one; an answers file is
a flat YAML map of ids to values. An answer given this way also changes an earlier one.

  %s

step.<id>.done takes yes, no or different, for what only a person can see.`,
		`Elke vraag heeft een id, in elke taal dezelfde. --answer ID=WAARDE beantwoordt er een; een antwoordenbestand is
een platte YAML-map van id's naar waarden. Zo verander je ook een eerder antwoord.

  %s

step.<id>.done is yes, no of different, voor wat alleen een mens kan zien.`,
	}
)
