// Package asset knows the Webex Connect email asset: its settings, the rules
// of the form they go into, and the configuration file that holds them.
package asset

import (
	"net"
	"strconv"
	"strings"
)

// Provider is everything that differs between one mail provider and another.
// A second provider is a second value of this type.
type Provider struct {
	AuthorizationURL string // Authorization URL on the form
	TokenURL         string // Access Token URL and Refresh Token URL on the form
	Scope            string // the one scope that SMTP XOAUTH2 works with
	SMTPServer       string
	TLSPort          int    // implicit TLS: "SSL" on the form
	StartTLSPort     int    // "STARTTLS" on the form
	API              string // base address of the mailbox API
}

// Gmail is Google's side of an email asset (webex-connect.md section 1;
// https://developers.google.com/workspace/gmail/imap/xoauth2-protocol).
var Gmail = Provider{
	AuthorizationURL: "https://accounts.google.com/o/oauth2/auth",
	TokenURL:         "https://oauth2.googleapis.com/token",
	Scope:            "https://mail.google.com/",
	SMTPServer:       "smtp.gmail.com",
	TLSPort:          465,
	StartTLSPort:     587,
	API:              "https://gmail.googleapis.com/",
}

// Owns reports whether an authorization or token address is one of the
// provider's own, in any of the spellings that Google's client files have used
// (google.md section 8).
func (p Provider) Owns(address string) bool {
	if address == p.AuthorizationURL || address == p.TokenURL {
		return true
	}
	switch address {
	case "https://accounts.google.com/o/oauth2/v2/auth",
		"https://accounts.google.com/o/oauth2/token",
		"https://www.googleapis.com/oauth2/v3/token",
		"https://www.googleapis.com/oauth2/v4/token":
		return p.TokenURL == Gmail.TokenURL
	}
	return false
}

// Endpoints says where the counterparts of a lab listen, as the lab announces
// it at /lab/endpoints. The zero value means the real ones.
type Endpoints struct {
	URL               string `json:"url"`
	Accounts          string `json:"accounts"`
	Token             string `json:"token"`
	Gmail             string `json:"gmail"`
	ResourceManager   string `json:"resourceManager"`
	ServiceUsage      string `json:"serviceUsage"`
	Console           string `json:"console"`
	GmailSettings     string `json:"gmailSettings"` // the page of Gmail's settings
	AdminTokenFile    string `json:"adminTokenFile"`
	SMTPTLS           string `json:"smtpTLS"`
	SMTPStartTLS      string `json:"smtpSTARTTLS"`
	CAFile            string `json:"caFile"`
	Mailbox           string `json:"mailbox"`
	ClientJSON        string `json:"clientJson"`
	ConnectURL        string `json:"connectUrl"`
	CallbackURL       string `json:"callbackUrl"`
	ForwardingAddress string `json:"forwardingAddress"`
	RedirectPort      int    `json:"redirectPort"` // of the asset of a report, 0 where there is none

	// Of the Digital Asset API.
	ConnectAPI         string `json:"connectApi"`
	OrganizationID     string `json:"organizationId"`
	ConnectTokenFile   string `json:"connectTokenFile"`
	ConnectMappingFile string `json:"connectMappingFile"`
}

// Lab reports whether these are the addresses of a lab.
func (e Endpoints) Lab() bool { return e.URL != "" }

// Provider returns Gmail, or the lab's Gmail where these are a lab's addresses.
func (e Endpoints) Provider() Provider {
	p := Gmail
	if !e.Lab() {
		return p
	}
	p.AuthorizationURL = e.Accounts + "/o/oauth2/auth"
	p.TokenURL = e.Token
	p.API = strings.TrimSuffix(e.Gmail, "/") + "/"
	p.SMTPServer, p.TLSPort = splitHostPort(e.SMTPTLS)
	_, p.StartTLSPort = splitHostPort(e.SMTPStartTLS)
	return p
}

func splitHostPort(address string) (string, int) {
	host, port, _ := net.SplitHostPort(address)
	n, _ := strconv.Atoi(port)
	return host, n
}
