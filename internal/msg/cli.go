package msg

// Help texts of the commands.
var (
	HelpRoot     = Text{"set up and prove a Webex Connect email asset that signs in to Gmail with OAuth 2.0", "een e-mailasset van Webex Connect instellen en controleren die zich met OAuth 2.0 bij Gmail aanmeldt"}
	HelpRootLong = Text{
		`mailasset walks an admin through everything a Webex Connect email asset on Gmail needs for OAuth 2.0,
fetches the tokens, proves every link, and writes the asset configuration.

Begin with:  mailasset setup
Try it with nothing at stake:  mailasset setup --lab --yes`,
		`mailasset loopt met een beheerder alles langs wat een e-mailasset van Webex Connect op Gmail voor
OAuth 2.0 nodig heeft, haalt de tokens op, controleert elke schakel en schrijft de configuratie van de asset.

Begin met:  mailasset setup
Eerst proberen, zonder risico:  mailasset setup --lab --yes`,
	}
	HelpSetup     = Text{"walk the whole procedure, or go on where it stopped", "de hele procedure doorlopen, of verdergaan waar je was"}
	HelpSetupLong = Text{
		`Walks the whole procedure for one asset, or goes on where it stopped, and ends with a proven asset and its
configuration file. NAME is the asset's short name; without it, the only unfinished asset is gone on with,
else a new one is begun. Stdout gets the path of the file; everything else is on stderr.`,
		`Doorloopt de hele procedure voor één asset, of gaat verder waar je was, en eindigt met een gecontroleerde asset en
het configuratiebestand. NAME is de korte naam van de asset; zonder naam gaat hij verder met de enige asset die
nog niet klaar is, en anders met een nieuwe. Op stdout komt het pad van het bestand, al het andere op stderr.`,
	}
	HelpCheck     = Text{"prove every link of an asset; changes nothing", "elke schakel van een asset controleren; verandert niets"}
	HelpCheckLong = Text{
		`Proves the links of an asset, one check per link, and changes nothing. Give a NAME, or the FILE of an asset
configuration. The checks, in order:

  %s

What is proven is this side: the client, the mailbox, a token of ours. Webex Connect mints its own token when
somebody presses Generate Token; only connect.asset sees that one.`,
		`Controleert de schakels van een asset, één voor één, en verandert niets. Geef een NAME, of het FILE
met de configuratie van een asset. De controles, op volgorde:

  %s

Gecontroleerd wordt onze kant: de client, de mailbox, een token van ons. Webex Connect haalt zijn eigen token op als
iemand op Generate Token klikt; alleen connect.asset ziet dat token.`,
	}
	HelpToken     = Text{"run the local redirect only: mint tokens again", "alleen de lokale redirect: opnieuw tokens ophalen"}
	HelpTokenLong = Text{
		`Has somebody sign in once and mints tokens. With a NAME, the asset's state and file are updated. With
--client-json and no NAME nothing is stored: the token document goes to stdout, secrets masked unless
--show-secrets is given.`,
		`Laat iemand zich één keer aanmelden en haalt tokens op. Met een NAME worden de status en het bestand van de
asset bijgewerkt. Met --client-json en zonder NAME wordt niets bewaard: het tokendocument gaat naar stdout, met
gemaskeerde geheimen tenzij je --show-secrets geeft.`,
	}
	HelpList    = Text{"list the assets known on this machine", "de assets tonen die op deze machine bekend zijn"}
	HelpVersion = Text{"print the version", "de versie tonen"}
	HelpLab     = Text{"run a Google, a Gmail SMTP server and a Webex Connect on 127.0.0.1", "een Google, een Gmail-SMTP-server en een Webex Connect op 127.0.0.1 draaien"}
	HelpLabLong = Text{
		`Runs the three counterparts of an email asset on 127.0.0.1, with faults on demand, until Ctrl-C. Nothing it
serves can be reached from another machine. MAILASSET_LAB=URL points any other command at it.`,
		`Draait de drie tegenspelers van een e-mailasset op 127.0.0.1, desgewenst met storingen, tot Ctrl-C. Vanaf een
andere machine is er niets van te bereiken. MAILASSET_LAB=URL laat elk ander commando ermee praten.`,
	}
	HelpGuide     = Text{"the procedure as a document, with this asset's values filled in", "de procedure als document, met de waarden van deze asset ingevuld"}
	HelpGuideLong = Text{
		`Writes the whole procedure with this asset's values filled in, as text, Markdown or HTML, to stdout. It
holds no secret. Before anything is set up, open values stand as named placeholders.`,
		`Schrijft de hele procedure met de waarden van deze asset ingevuld, als tekst, Markdown of HTML, naar stdout.
Er staat geen geheim in. Is er nog niets ingesteld, dan staan er benoemde plekken in plaats van waarden.`,
	}
	HelpHandover     = Text{"the letter for another person: what to do, with every value", "de brief voor iemand anders: wat te doen, met elke waarde"}
	HelpHandoverLong = Text{
		`Writes the letter for the person who does one part of the setup: what to do and why, every click and value,
what to send back and how. It holds no secret. The roles:

  %s

For the mailbox's owner, run mailasset token NAME --start first: the letter then carries the sign-in link.`,
		`Schrijft de brief voor wie een deel van de instelling doet: wat te doen en waarom, elke klik en waarde, wat
terug te sturen en hoe. Er staat geen geheim in. De rollen:

  %s

Draai voor de eigenaar van de mailbox eerst mailasset token NAME --start: de aanmeldlink staat dan in de brief.`,
	}
	HelpHelp       = Text{"help about a command or a topic", "uitleg bij een commando of onderwerp"}
	HelpCompletion = Text{"print the completion script for a shell", "het aanvulscript voor een shell tonen"}
	HelpLabFaults  = Text{"list the faults that can be switched on", "de storingen tonen die je aan kunt zetten"}
)

// What the flags do.
var (
	FlagHelp    = Text{"help", "uitleg"}
	FlagDir     = Text{"state `DIR`ectory", "map voor de status (`DIR`)"}
	FlagLang    = Text{"language, `en|nl` (else LC_ALL, LC_MESSAGES, LANG)", "taal, `en|nl` (anders LC_ALL, LC_MESSAGES, LANG)"}
	FlagOutput  = Text{"form of the result, `text|json`", "vorm van het resultaat, `text|json`"}
	FlagPlain   = Text{"no colour, nothing redrawn, numbered questions (screen readers, serial lines, logs)", "geen kleur, niets wordt hertekend, genummerde vragen (schermlezers, seriële lijnen, logs)"}
	FlagNoInput = Text{"never ask; a missing answer is an error that names it", "nooit vragen; een ontbrekend antwoord is een fout die het noemt"}
	FlagAnswers = Text{"`FILE` with answers, a flat YAML map of question ids (- is stdin)", "`FILE` met antwoorden, een platte YAML-map van vraag-id's (- is stdin)"}
	FlagAnswer  = Text{"one answer, `ID=VALUE` (repeatable)", "één antwoord, `ID=VALUE` (herhaalbaar)"}
	FlagYes     = Text{"take defaults and confirm", "standaardwaarden nemen en bevestigen"}
	FlagTimeout = Text{"bound on each wait for a network answer (`D`)", "grens voor elk wachten op een antwoord uit het netwerk (`D`)"}
	FlagCAFile  = Text{"additional trusted roots (`PEM`)", "extra vertrouwde certificaten (`PEM`)"}
	FlagVerbose = Text{"say what is asked of whom, secrets masked", "laten zien wat aan wie wordt gevraagd, geheimen gemaskeerd"}
	FlagNoColor = Text{"no colour", "geen kleur"}

	FlagClientJSON     = Text{"the client JSON downloaded from Google (`FILE`)", "de bij Google gedownloade client-JSON (`FILE`)"}
	FlagRedirectPort   = Text{"loopback port of the redirect (`N`; default: remembered, else from the client JSON, else 8473)", "lokale poort van de redirect (`N`; standaard: onthouden, anders uit de client-JSON, anders 8473)"}
	FlagNoBrowser      = Text{"open no browser, only print the address", "geen browser openen, alleen het adres tonen"}
	FlagOpenTimeout    = Text{"bound on the wait for the browser (`D`)", "grens voor het wachten op de browser (`D`)"}
	FlagTrustEndpoints = Text{"accept authorization and token URLs that are not Google's (http only on loopback)", "autorisatie- en token-URL's accepteren die niet van Google zijn (http alleen lokaal)"}
	FlagOut            = Text{"where the configuration goes (`FILE`; default NAME.asset.json here)", "waar de configuratie komt (`FILE`; standaard NAME.asset.json hier)"}
	FlagLab            = Text{"everything against a lab started inside this process; with --yes it plays the human", "alles tegen een lab binnen dit proces; met --yes speelt het de mens"}
	FlagScope          = Text{"the `SCOPE` to ask for (default https://mail.google.com/)", "de te vragen `SCOPE` (standaard https://mail.google.com/)"}
	FlagLoginHint      = Text{"the account that should sign in (`ADDRESS`)", "het account dat zich moet aanmelden (`ADDRESS`)"}
	FlagShowSecrets    = Text{"print tokens in clear", "tokens leesbaar tonen"}
	FlagTier           = Text{"how far to go, `offline|online|send` (send: one mail from the asset to itself)", "hoe ver te gaan, `offline|online|send` (send: één mail van de asset aan zichzelf)"}
	FlagAll            = Text{"every asset known on this machine", "elke asset die op deze machine bekend is"}
	FlagWatch          = Text{"check again until nothing waits, at most 30 minutes", "opnieuw controleren tot niets meer wacht, hooguit 30 minuten"}
	FlagCheckSchema    = Text{"print the JSON Schema of -o json", "het JSON Schema van -o json tonen"}
	FlagOnly           = Text{"run just these checks (`ID,ID`)", "alleen deze controles (`ID,ID`)"}
	FlagStrict         = Text{"a warning is a failure too (exit 4)", "een waarschuwing telt ook als fout (exit 4)"}

	FlagFormat         = Text{"form of the document, `text|markdown|html`", "vorm van het document, `text|markdown|html`"}
	FlagStepPack       = Text{"a newer step pack (`FILE`)", "een nieuwer stappenpakket (`FILE`)"}
	FlagTAC            = Text{"in the order and numbering of Cisco's TAC document", "in de volgorde en nummering van het TAC-document van Cisco"}
	FlagTo             = Text{"who the letter is for (`ROLE`)", "voor wie de brief is (`ROLE`)"}
	FlagStart          = Text{"only print the sign-in link; --finish takes the answer within the hour", "alleen de aanmeldlink tonen; --finish neemt binnen het uur het antwoord"}
	FlagFinish         = Text{"take the address at which the browser ended (asked for, or from stdin)", "het adres nemen waar de browser eindigde (gevraagd, of van stdin)"}
	FlagAdminTokenFile = Text{"an access token for Google Cloud, alone in a `FILE`", "een access token voor Google Cloud, alleen in een `FILE`"}

	FlagFault           = Text{"switch faults on (`NAME,NAME`)", "storingen aanzetten (`NAME,NAME`)"}
	FlagRobot           = Text{"let the lab play the human", "het lab de mens laten spelen"}
	FlagPortBase        = Text{"first of four ports (`N`; default: free ones)", "eerste van vier poorten (`N`; standaard vrije poorten)"}
	FlagLabRedirectPort = Text{"register loopback redirect port `N` on the ready client (repeatable; default 8473)", "lokale redirect-poort `N` bij de client registreren (herhaalbaar; standaard 8473)"}
	FlagFresh           = Text{"start with no project and no client", "beginnen zonder project en zonder client"}
	FlagSeed            = Text{"make ids and tokens repeat (`N`)", "id's en tokens herhaalbaar maken (`N`)"}
)

// The frame of the help pages.
var (
	UsageUsage       = Text{"Usage", "Gebruik"}
	UsageExamples    = Text{"Examples", "Voorbeelden"}
	UsageCommands    = Text{"Commands", "Commando's"}
	UsageFlags       = Text{"Flags", "Opties"}
	UsageGlobalFlags = Text{"Flags of every command", "Opties van elk commando"}
	UsageTopics      = Text{"More help, with mailasset help TOPIC", "Meer uitleg, met mailasset help ONDERWERP"}
)

// What stands before a line with --plain.
var (
	MarkPass = Text{"pass:", "goed:"}
	MarkWarn = Text{"note:", "let op:"}
	MarkFail = Text{"fail:", "fout:"}
	MarkSkip = Text{"skip:", "overgeslagen:"}
)

// What the askers say around a question.
var (
	PromptChoose     = Text{"Type a number or the text.", "Typ een nummer of de tekst."}
	PromptNotAChoice = Text{"That is not one of the choices.", "Dat is geen van de keuzes."}
	PromptHelp       = Text{"? for help", "? voor uitleg"}
	PromptArrows     = Text{"arrow keys, Enter", "pijltjestoetsen, Enter"}
)

// Why an answers file cannot be read.
var (
	AnswersNotYAML   = Text{"it is not YAML", "het is geen YAML"}
	AnswersTooLong   = Text{"it is larger than 1 MiB", "het is groter dan 1 MiB"}
	AnswersNotAMap   = Text{"it is not one flat map of question ids to answers", "het is geen platte map van vraag-id's naar antwoorden"}
	AnswersNotScalar = Text{"an answer is one value, not a list or a map", "een antwoord is één waarde, geen lijst of map"}
	AnswersChoice    = Text{"it takes one of %[2]s, not %[1]q", "het neemt een van %[2]s, niet %[1]q"}
	AnswersAbsent    = Text{"there is no file of that name", "er is geen bestand met die naam"}
	AnswersDenied    = Text{"you may not read it", "je mag het niet lezen"}
	AnswersDuplicate = Text{"this id is answered twice", "deze id is twee keer beantwoord"}
)

// What is wrong with a command line.
var (
	UsageFix         = Text{"`%s` shows what it takes.", "`%s` toont wat erbij hoort."}
	UsageCommand     = Text{"there is no command %q", "er is geen commando %q"}
	UsageCommandNear = Text{"there is no command %q; was %s meant?", "er is geen commando %q; was %s bedoeld?"}
	UsageOneName     = Text{"%s takes one NAME at most", "%s neemt hooguit één NAME"}
	UsageNoWords     = Text{"%s takes flags only", "%s neemt alleen opties"}
	UsageTooFew      = Text{"%s needs the NAME of an asset", "%s heeft de NAME van een asset nodig"}
	UsageFlag        = Text{"there is no flag %s here", "er is hier geen optie %s"}
	UsageFlagBare    = Text{"%s needs a value", "%s heeft een waarde nodig"}
	UsageValue       = Text{"%s takes %s, not %q", "%s neemt %s, niet %q"}
	UsageAlone       = Text{"%s goes alone", "%s staat alleen"}
	UsageRole        = Text{"there is no role %q, only %s", "er is geen rol %q, alleen %s"}
	UsageFault       = Text{"there is no fault %q (`mailasset lab faults` lists them)", "er is geen storing %q (`mailasset lab faults` noemt ze)"}
	UsageShortName   = Text{"%q is no short name: lower-case letters, digits and single hyphens", "%q is geen korte naam: kleine letters, cijfers en losse streepjes"}
	UsageAnswer      = Text{"--answer takes ID=VALUE", "--answer neemt ID=WAARDE"}
	UsageAnswerID    = Text{"no question has the id %q (`mailasset help answers` lists them)", "geen vraag heeft het id %q (`mailasset help answers` noemt ze)"}
	UsageAnswerLine  = Text{"%s, line %d: no question has the id %q (`mailasset help answers` lists them)", "%s, regel %d: geen vraag heeft het id %q (`mailasset help answers` noemt ze)"}
	NoFolderHere     = Text{"%s needs to know in which folder this is: %v", "%s moet weten in welke map dit is: %v"}

	TakesOutput   = Text{"text or json", "text of json"}
	TakesLang     = Text{"en or nl", "en of nl"}
	TakesNumber   = Text{"a number", "een getal"}
	TakesPort     = Text{"a port between 1 and 65535", "een poort van 1 tot en met 65535"}
	TakesBool     = Text{"true or false", "true of false"}
	TakesDuration = Text{"a length of time above zero, such as 30s or 10m", "een tijdsduur boven nul, zoals 30s of 10m"}
	TakesWord     = Text{"one word of plain characters", "één woord van gewone tekens"}
	TakesLab      = Text{"the address of a lab on this machine, such as http://127.0.0.1:8400", "het adres van een lab op deze machine, zoals http://127.0.0.1:8400"}
	TakesOther    = Text{"another value", "een andere waarde"}
)

// What the front door says.
var (
	ErrorPrefix       = Text{"error: ", "fout: "}
	StoppedShort      = Text{"Stopped.", "Gestopt."}
	MissingAnswer     = Text{"no answer to %s, and nobody may be asked", "geen antwoord op %s, en het programma mag nu niets vragen"}
	MissingAnswerFix  = Text{"Give it with --answer %s=VALUE, or in an answers file.", "Geef het met --answer %s=WAARDE, of in een antwoordenbestand."}
	MissingAnswersFix = Text{"Give each with --answer ID=VALUE, or all in an answers file.", "Geef elk ervan met --answer ID=WAARDE, of allemaal in een antwoordenbestand."}
	MissingAnswerYes  = Text{"Or take the default, %s, with --yes, which confirms what follows too.", "Of neem met --yes de standaardwaarde, %s; dat bevestigt ook wat volgt."}
	MissingAdoptFix   = Text{"--yes does not answer this. Give --answer push.adopt=yes, or name the asset with --asset-id ID.", "--yes beantwoordt dit niet. Geef --answer push.adopt=yes, of noem de asset met --asset-id ID."}
	ProofFailed       = Text{"%d check(s) failed; see above what to do", "%d controle(s) mislukt; hierboven staat wat te doen"}
	NeedsRole         = Text{"--to names who the letter is for: %s", "--to zegt voor wie de brief is: %s"}
	NoClientYet       = Text{"%s has no client yet: mailasset setup comes first", "%s heeft nog geen client: eerst mailasset setup"}
	RootsUnusable     = Text{"the certificates in %s cannot be used", "de certificaten in %s zijn niet te gebruiken"}
	RootsAbsent       = Text{"There is no file of that name.", "Er is geen bestand met die naam."}
	RootsDenied       = Text{"You may not read it.", "Je mag het niet lezen."}
	RootsNoPEM        = Text{"There is no certificate in PEM form in it.", "Er staat geen certificaat in PEM-vorm in."}
	RootsFix          = Text{"Give --ca-file the certificate of your organisation's own authority in PEM form: it begins with -----BEGIN CERTIFICATE-----.", "Geef bij --ca-file het certificaat van de eigen certificaatautoriteit van je organisatie, in PEM-vorm: het begint met -----BEGIN CERTIFICATE-----."}
	NoSecretHere      = Text{"the client secret of %s cannot be reached: give it again with mailasset setup %s --client-json FILE", "het clientgeheim van %s is onbereikbaar: geef het opnieuw met mailasset setup %s --client-json BESTAND"}
	LinkReplaced      = Text{"The link of %s can no longer be finished: this one replaces it.", "De link van %s is niet meer af te maken: deze komt ervoor in de plaats."}
	NothingBegun      = Text{"no sign-in was begun, or it was finished: begin one with --start", "er is geen aanmelding begonnen, of hij is al klaar: begin er een met --start"}
	Begun             = Text{"Whoever signs in opens the link above and sends back the address of the page that does not load. Until %s, finish with:", "Wie zich aanmeldt, opent de link hierboven en stuurt het adres terug van de pagina die niet laadt. Rond tot %s af met:"}
	AskAddress        = Text{"Address at which the browser ended", "Adres waar de browser eindigde"}
	HelpAddress       = Text{"The whole address of the page that did not load, from http://127.0.0.1 to the end.", "Het hele adres van de pagina die niet laadde, van http://127.0.0.1 tot het eind."}
	NoAssets          = Text{"no asset is known on this machine yet: begin with mailasset setup", "op deze machine is nog geen asset bekend: begin met mailasset setup"}
	SeveralAssets     = Text{"several assets are known, name one: %s", "er zijn meer assets bekend, noem er een: %s"}
	AskWhichAsset     = Text{"Which asset?", "Welke asset?"}
	ListFinished      = Text{"finished", "klaar"}
	ListDamaged       = Text{"damaged", "beschadigd"}
	ListUnfinished    = Text{"unfinished", "niet klaar"}
	FileExposed       = Text{"note: others on this machine can read %s, which holds secrets (chmod 600 changes that)", "let op: anderen op deze machine kunnen %s lezen, en er staan geheimen in (chmod 600 verandert dat)"}
	LabStarted        = Text{"A lab runs at %s. Nothing leaves this machine.", "Er draait een lab op %s. Er gaat niets van deze machine af."}
	NoScreen          = Text{"no graphical screen here", "hier is geen grafisch scherm"}
	LabRuns           = Text{"MAILASSET_LAB=%s points any other command here. Ctrl-C ends the lab.", "MAILASSET_LAB=%s laat elk ander commando hiermee praten. Ctrl-C stopt het lab."}
)

var verdicts = map[string]Text{
	"pass":    {"Every link that can be seen from here holds.", "Elke schakel die van hier te zien is, klopt."},
	"warn":    {"Every link holds, with a remark.", "Elke schakel klopt, met een opmerking."},
	"unknown": {"Something could not be told; nothing failed.", "Iets was niet vast te stellen; niets is mislukt."},
	"fail":    {"A link is broken.", "Een van de controles is mislukt."},
}

// Verdict returns the sentence for a verdict of the contract.
func Verdict(verdict string) Text { return verdicts[verdict] }
