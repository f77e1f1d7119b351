package guide

// slot is a placeholder: the words that stand for it while its value is
// missing, and where the value is to be had.
type slot struct{ words, from Text }

// placeholders are all names a pack may use.
var placeholders = map[string]slot{
	"project":           {Text{"project id", "project-id"}, Text{"made at Google, under Project", "aangemaakt bij Google, onder Project"}},
	"projectNumber":     {Text{"project number", "projectnummer"}, Text{"shown by Google beside the project id", "staat bij Google naast de project-ID"}},
	"email":             {Text{"mailbox address", "adres van de mailbox"}, Text{"the mailbox whose mail Webex Connect handles", "de mailbox waarvan Webex Connect de mail afhandelt"}},
	"appName":           {Text{"app name", "app-naam"}, Text{"the name people see when they sign in; you choose it", "de naam die mensen zien bij het aanmelden; die kies je zelf"}},
	"supportEmail":      {Text{"support address", "ondersteuningsadres"}, Text{"the Email ID of the asset", "de Email ID van de asset"}},
	"homePage":          {Text{"home page address", "adres van de startpagina"}, Text{"a page of your own organisation, over https", "een pagina van je eigen organisatie, via https"}},
	"privacyPolicy":     {Text{"privacy policy address", "adres van het privacybeleid"}, Text{"your organisation's privacy page, over https", "de privacypagina van je organisatie, via https"}},
	"authorizedDomains": {Text{"authorized domains", "geautoriseerde domeinen"}, Text{"the domains of Webex Connect and of the two pages, such as webexconnect.io", "de domeinen van Webex Connect en van de twee pagina's, zoals webexconnect.io"}},
	"developerContact":  {Text{"contact address", "contactadres"}, Text{"whom Google writes to about the project", "aan wie Google schrijft over het project"}},
	"testUser":          {Text{"test user", "testgebruiker"}, Text{"the account that signs in for the mailbox", "het account dat zich voor de mailbox aanmeldt"}},
	"scope":             {Text{"scope", "scope"}, Text{"for Gmail always https://mail.google.com/", "voor Gmail altijd https://mail.google.com/"}},
	"clientName":        {Text{"client name", "naam van de client"}, Text{"a name for yourself; nobody else sees it", "een naam voor jezelf; niemand anders ziet hem"}},
	"origin":            {Text{"Webex Connect address", "adres van Webex Connect"}, Text{"the address in the browser when Webex Connect is open, up to the first single slash", "het adres in de browser als Webex Connect open is, tot aan de eerste enkele schuine streep"}},
	"callbackUrl":       {Text{"Call Back URL of the asset", "Call Back URL van de asset"}, Text{"copied from the asset's form in Webex Connect", "gekopieerd uit het formulier van de asset in Webex Connect"}},
	"loopbackRedirect":  {Text{"this program's redirect address", "redirect-adres van dit programma"}, Text{"usually http://127.0.0.1:8473/callback; `mailasset setup` tells", "meestal http://127.0.0.1:8473/callback; `mailasset setup` noemt het"}},
	"forwardingAddress": {Text{"Forwarding Address of the asset", "Forwarding Address van de asset"}, Text{"copied from the asset's form in Webex Connect", "gekopieerd uit het formulier van de asset in Webex Connect"}},
	"smtpServer":        {Text{"SMTP server", "SMTP-server"}, Text{"for Gmail always smtp.gmail.com", "voor Gmail altijd smtp.gmail.com"}},
	"port":              {Text{"port", "poort"}, Text{"for Gmail 465", "voor Gmail 465"}},
	"security":          {Text{"security", "beveiliging"}, Text{"for port 465 SSL", "bij poort 465 SSL"}},
	"authorizationUrl":  {Text{"authorization URL", "autorisatie-URL"}, Text{"for Gmail always https://accounts.google.com/o/oauth2/auth", "voor Gmail altijd https://accounts.google.com/o/oauth2/auth"}},
	"tokenUrl":          {Text{"token URL", "token-URL"}, Text{"for Gmail always https://oauth2.googleapis.com/token", "voor Gmail altijd https://oauth2.googleapis.com/token"}},
	"clientId":          {Text{"client ID", "client-ID"}, Text{"shown when the client was made; it also stands in its JSON file", "getoond toen de client was gemaakt; staat ook in het JSON-bestand"}},
	"loginId":           {Text{"login ID", "login-ID"}, Text{"who signs in for a shared mailbox", "wie zich voor een gedeelde mailbox aanmeldt"}},
	"assetName":         {Text{"asset name", "naam van de asset"}, Text{"you choose it: letters, digits, spaces, hyphens", "die kies je zelf: letters, cijfers, spaties, koppeltekens"}},
	"username":          {Text{"user name", "gebruikersnaam"}, Text{"the same as the mailbox address", "hetzelfde als het adres van de mailbox"}},
	"name":              {Text{"short name of the asset", "korte naam van de asset"}, Text{"`mailasset list` shows it", "`mailasset list` toont hem"}},
	"signInAs":          {Text{"address to sign in with", "adres om mee aan te melden"}, Text{"the mailbox, or whoever signs in for it", "de mailbox, of wie zich ervoor aanmeldt"}},
	"adminDomain":       {Text{"domain of the mailbox", "domein van de mailbox"}, Text{"what stands after the @ of the mailbox address", "wat na de @ van het mailboxadres staat"}},
	"forwardingDomain":  {Text{"domain of the Forwarding Address", "domein van het Forwarding Address"}, Text{"what stands after the @ of the Forwarding Address", "wat na de @ van het Forwarding Address staat"}},
	"authorizationLink": {Text{"sign-in link", "aanmeldlink"}, Text{"made by `mailasset token --start`", "gemaakt door `mailasset token --start`"}},
	"linkValidUntil":    {Text{"end of the link's validity", "einde van de geldigheid van de link"}, Text{"told by `mailasset token --start`", "genoemd door `mailasset token --start`"}},
}
