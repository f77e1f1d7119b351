package msg

// What the support report says, and its command.
var (
	HelpReport     = Text{"a redacted support bundle: what a support engineer needs, without secrets", "een supportbundel zonder geheimen: wat een supportmedewerker nodig heeft"}
	HelpReportLong = Text{
		`Runs the checks and packs what they found, the configuration, the progress of
setup, what you said you saw, versions and the network's surroundings into one
zip archive, with a readable report.md on top.

A secret becomes its name and a fingerprint: the same secret has the same
fingerprint within one report, and another in the next. Mail addresses are
masked unless --with-addresses is given. --show prints all of it and writes
nothing: look first, then attach it.

A support engineer starts a lab in the state that the report describes with
  mailasset lab --from-report FILE`,
		`Voert de controles uit en pakt in wat ze vonden: de configuratie, de voortgang
van setup, wat je zei te zien, versies en de netwerkomgeving, in één
zip-archief met bovenaan een leesbare report.md.

Een geheim wordt zijn naam met een vingerafdruk: binnen één rapport heeft
hetzelfde geheim dezelfde vingerafdruk, in het volgende een andere.
Mailadressen worden afgeschermd, tenzij je --with-addresses geeft. --show toont
alles en schrijft niets: kijk eerst, voeg het dan toe.

Een supportmedewerker start een lab in de toestand die het rapport beschrijft:
  mailasset lab --from-report FILE`,
	}
	FlagReportFile    = Text{"write the archive to `FILE` (default: NAME-report-DATE.zip in the current folder)", "schrijf het archief naar `FILE` (standaard: NAME-report-DATUM.zip in de huidige map)"}
	FlagReportShow    = Text{"print everything that would be in it, and write nothing", "toon alles wat erin zou komen en schrijf niets"}
	FlagWithAddresses = Text{"leave mail addresses as they are", "laat mailadressen staan"}
	FlagFromReport    = Text{"begin in the state that a support report `FILE` describes", "begin in de toestand die een supportrapport `FILE` beschrijft"}

	FlagConnectShape = Text{"how the lab's Digital Asset API names its fields: `a|b`", "hoe de Digital Asset API van het lab zijn velden noemt: `a|b`"}
	FreshOrReport    = Text{"--fresh begins with nothing and --from-report with an asset: give one of them", "--fresh begint met niets en --from-report met een asset: geef er één"}
	LabPortCause     = Text{"The lab takes four ports in a row, from --port-base on.", "Het lab neemt vier poorten op rij, te beginnen bij --port-base."}
	LabPortFix       = Text{"Choose another --port-base, or leave it out: the lab then takes free ports.", "Kies een andere --port-base of laat hem weg: dan neemt het lab vrije poorten."}
	TakesPortBase    = Text{"a port between 1 and %d", "een poort van 1 tot en met %d"}
	LabPlays         = Text{"Faults that this lab plays: %s", "Fouten die dit lab speelt: %s"}
	LabNoFailure     = Text{"The report tells of no failure.", "Het rapport vertelt van geen fout."}
	LabCannot        = Text{"It cannot play: %s", "Niet na te spelen: %s"}
	LabShowsSignIn   = Text{"See how the sign-in ended:  MAILASSET_LAB=%s mailasset token --client-json %s", "Zie hoe de aanmelding afliep:  MAILASSET_LAB=%s mailasset token --client-json %s"}
	LabShows         = Text{"See the failure of the report:  MAILASSET_LAB=%s mailasset check %s", "Zie de fout uit het rapport:  MAILASSET_LAB=%s mailasset check %s"}

	ReportThere   = Text{"%s is there already and stays as it is: give --file another name", "%s bestaat al en blijft zoals het is: geef --file een andere naam"}
	ReportWritten = Text{"Written  %s  (no secrets; only you can read it)", "Geschreven  %s  (zonder geheimen; alleen jij kunt het lezen)"}
	ReportLook    = Text{"Look      mailasset report %s --show   prints what is in it", "Bekijk      mailasset report %s --show   toont wat erin staat"}

	ReportTitle             = Text{"Support report for the email asset %s", "Supportrapport van de e-mailasset %s"}
	ReportMade              = Text{"made on %s", "gemaakt op %s"}
	ReportVerdict           = Text{"verdict of the checks: **%s**", "uitslag van de controles: **%s**"}
	ReportFirst             = Text{"begin with **%s** (`%s`)", "begin bij **%s** (`%s`)"}
	ReportNoneBroken        = Text{"no broken link was found", "geen kapotte schakel gevonden"}
	ReportSecrets           = Text{"secrets are left out; the same fingerprint is the same secret, in this report only", "geheimen staan er niet in; dezelfde vingerafdruk is hetzelfde geheim, alleen binnen dit rapport"}
	ReportAddresses         = Text{"mail addresses are numbered; the same number is the same address", "mailadressen zijn genummerd; hetzelfde nummer is hetzelfde adres"}
	ReportLinks             = Text{"The links of the chain", "De schakels van de keten"}
	ReportCheck             = Text{"check", "controle"}
	ReportStatus            = Text{"status", "uitkomst"}
	ReportCode              = Text{"code", "code"}
	ReportSummary           = Text{"what was seen", "wat er te zien was"}
	ReportSteps             = Text{"Steps of setup", "Stappen van setup"}
	ReportStated            = Text{"somebody said so", "iemand zei het"}
	ReportObserved          = Text{"the program saw it", "het programma zag het"}
	ReportUnrecorded        = Text{"nothing was recorded", "er is niets vastgelegd"}
	ReportSeen              = Text{"What was seen instead of the description", "Wat er te zien was in plaats van de beschrijving"}
	ReportSeenNothing       = Text{"(nothing was written down)", "(niets opgeschreven)"}
	ReportTimeline          = Text{"Timeline", "Tijdlijn"}
	ReportStepDone          = Text{"step %s done (%s)", "stap %s klaar (%s)"}
	ReportFirstMint         = Text{"first refresh token minted", "eerste refresh token opgehaald"}
	ReportLastMint          = Text{"last of %d refresh tokens minted", "laatste van %d refresh tokens opgehaald"}
	ReportSawDifferent      = Text{"something else was seen", "er was iets anders te zien"}
	ReportMet               = Text{"step %s: %s", "stap %s: %s"}
	ReportPushed            = Text{"push: %s (transid %s, trackingid %s)", "push: %s (transid is %s, trackingid is %s)"}
	ReportTokensIssued      = Text{"tokens issued", "tokens uitgegeven"}
	ReportAccessEnds        = Text{"the access token ends", "het access token verloopt"}
	ReportRefreshEnds       = Text{"the refresh token dies", "het refresh token vervalt"}
	ReportThis              = Text{"this report", "dit rapport"}
	ReportNetwork           = Text{"The network from here", "Het netwerk van hieruit"}
	ReportNoProxy           = Text{"no proxy", "geen proxy"}
	ReportThrough           = Text{"through the proxy %s", "via de proxy %s"}
	ReportIssuer            = Text{"certificate by %s", "certificaat van %s"}
	ReportNoTLS             = Text{"no secure connection: %s", "geen beveiligde verbinding: %s"}
	ReportFiles             = Text{"The other files", "De andere bestanden"}
	ReportFileChecks        = Text{"the checks, as `mailasset check -o json` gives them", "de controles, zoals `mailasset check -o json` ze geeft"}
	ReportFileConfiguration = Text{"the asset configuration without its secrets", "de configuratie van de asset zonder de geheimen"}
	ReportFileSession       = Text{"what setup remembers", "wat setup heeft onthouden"}
	ReportFileSurroundings  = Text{"versions, variables, proxy, DNS answers, certificates", "versies, variabelen, proxy, DNS-antwoorden, certificaten"}
	ReportFileLab           = Text{"for `mailasset lab --from-report`: the same failure offline", "voor `mailasset lab --from-report`: dezelfde fout, offline"}
)
