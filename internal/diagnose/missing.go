package diagnose

import "mailasset/internal/msg"

// missing says what stands in a text for a value that nobody knows. Every
// placeholder that is not a phrase has its words here.
var missing = map[string]msg.Text{
	"account":      {En: "the mailbox of the asset", Nl: "de mailbox van de asset"},
	"after":        {En: "the time allowed", Nl: "de toegestane tijd"},
	"answer":       {En: "(none)", Nl: "(geen)"},
	"asset":        {En: "this asset", Nl: "deze asset"},
	"at":           {En: "that is marked", Nl: "dat gemarkeerd is"},
	"marked":       {En: "another", Nl: "een ander"},
	"authUri":      {En: "not given", Nl: "niet opgegeven"},
	"callback":     {En: "the Call Back URL of the asset", Nl: "de Call Back URL van de asset"},
	"client_id":    {En: "the client ID", Nl: "de client-ID"},
	"differsAt":    {En: "the first difference", Nl: "het eerste verschil"},
	"expiresAt":    {En: "an unknown day", Nl: "een onbekende dag"},
	"field":        {En: "the value", Nl: "de waarde"},
	"got":          {En: "another account", Nl: "een ander account"},
	"granted":      {En: "nothing", Nl: "niets"},
	"host":         {En: "the server", Nl: "de server"},
	"issuer":       {En: "an unknown issuer", Nl: "een onbekende uitgever"},
	"line":         {En: "the line that is named", Nl: "de genoemde regel"},
	"loopback":     {En: "http://127.0.0.1:8473/callback, or the port you chose", Nl: "http://127.0.0.1:8473/callback, of de poort die je koos"},
	"mode":         {En: "too wide", Nl: "te ruim"},
	"notAfter":     {En: "its end", Nl: "het einde"},
	"notBefore":    {En: "its beginning", Nl: "het begin"},
	"offered":      {En: "none", Nl: "geen"},
	"path":         {En: "the file", Nl: "het bestand"},
	"pid":          {En: "unknown", Nl: "onbekend"},
	"port":         {En: "8473", Nl: "8473"},
	"quotedPath":   {En: "FILE", Nl: "BESTAND"},
	"reason":       {En: "it cannot be read", Nl: "het is niet te lezen"},
	"redirect_uri": {En: "the redirect address of this program", Nl: "het redirect-adres van dit programma"},
	"server":       {En: "the mail server", Nl: "de mailserver"},
	"strangers":    {En: "no", Nl: "geen"},
	"tokenUri":     {En: "not given", Nl: "niet opgegeven"},
	"value":        {En: "nothing", Nl: "niets"},
	"now":          {En: "another time", Nl: "een andere tijd"},
	"project":      {En: "the one of the client ID", Nl: "dat van de client-ID"},
	"smtpPort":     {En: "465 or 587", Nl: "465 of 587"},
	"want":         {En: "the mailbox of the asset", Nl: "de mailbox van de asset"},
}
