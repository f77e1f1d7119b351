package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/pflag"

	"mailasset/internal/asset"
	"mailasset/internal/check"
	"mailasset/internal/msg"
	"mailasset/internal/prompt"
	"mailasset/internal/secret"
	"mailasset/internal/session"
	"mailasset/internal/wholefile"
	"mailasset/internal/wizard"
)

// mappingFile is the mapping in the root of the state directory: one tenant's
// API has the same names for all its assets.
const mappingFile = "connect-mapping.yaml"

// connectOptions are the flags of the commands that speak the Digital Asset API.
type connectOptions struct {
	mapping   string
	tokenFile string
}

func (o *connectOptions) register(f *pflag.FlagSet, lang msg.Lang) {
	f.StringVar(&o.mapping, "mapping", "", msg.FlagMapping.In(lang))
	f.StringVar(&o.tokenFile, "token-file", "", msg.FlagTokenFile.In(lang))
}

// mappingPath is the file wished, else the lab's, else the one in the state
// directory.
func (o *connectOptions) mappingPath(a *app, e asset.Endpoints) string {
	return cmp.Or(o.mapping, e.ConnectMappingFile, filepath.Join(a.dir, mappingFile))
}

// connectAPI is the Digital Asset API of a region and an organization, without
// a token. Errors are *asset.MappingError.
func (a *app) connectAPI(env wizard.Env, o connectOptions, region, organization string) (*asset.ConnectAPI, error) {
	mapping, err := asset.ReadMapping(o.mappingPath(a, env.Endpoints))
	if err != nil {
		return nil, err
	}
	api := &asset.ConnectAPI{
		Base: env.Endpoints.ConnectAPI, OrganizationID: organization, Mapping: mapping,
		HTTP: env.HTTP, Timeout: env.Timeout,
	}
	if found, known := asset.FindRegion(region); known && !env.Endpoints.Lab() {
		api.Base = found.Base
	}
	return api, nil
}

// givenToken returns the Webex token that is there without asking: that of the
// file wished, else the lab's, else the one in the keyring; empty where there is
// none. s may be nil.
func (a *app) givenToken(env wizard.Env, o connectOptions, s *session.Session) (secret.String, error) {
	var token secret.String
	var err error
	switch path := cmp.Or(o.tokenFile, env.Endpoints.ConnectTokenFile); {
	case path != "":
		token, err = a.readToken(path)
	case s != nil:
		token, err = s.ReadWebexToken()
	}
	if err == nil {
		env.Known.Know("Webex token", token)
	}
	return token, err
}

// readToken reads a token file. Others may be able to read it: that is said.
func (a *app) readToken(path string) (secret.String, error) {
	const most = 16 << 10
	doc, err := wholefile.Read(path, most)
	if err != nil {
		return secret.String{}, fmt.Errorf("read the Webex token in %s: %s", path, pathless(err))
	}
	token := strings.TrimSpace(string(doc))
	if checkToken(token) != nil || len(doc) == most {
		return secret.String{}, errors.New(msg.TokenFileOdd.In(a.lang, path))
	}
	if exposed(path) {
		fmt.Fprintln(a.Err, msg.FileExposed.In(a.lang, path))
	}
	return secret.New(token), nil
}

// errNotHeader refuses what cannot be the value of a header.
var errNotHeader = errors.New("one word of plain characters is due")

// checkToken and checkOrganization hold a value against what a header takes.
func checkToken(token string) error {
	if token == "" || strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r >= 0x7f }) {
		return errNotHeader
	}
	return nil
}

func (a *app) checkOrganization(id string) error {
	if checkToken(id) != nil || len(id) > 200 {
		return errors.New(msg.OrganizationOdd.In(a.lang))
	}
	return nil
}

// answerOf returns the answer to a question of the session: the one given
// beforehand, else the one of an earlier run, else a person's, which is kept.
func (a *app) answerOf(ctx context.Context, env wizard.Env, s *session.Session, q prompt.Question) (string, error) {
	if _, given := env.Given[q.ID]; !given && s.Answer(q.ID) != "" {
		return s.Answer(q.ID), nil
	}
	answer, err := env.Ask.Ask(ctx, q)
	if err != nil || answer == s.Answer(q.ID) {
		return answer, err
	}
	s.Answers[q.ID] = answer
	return answer, s.Save()
}

// organization is the id of the Webex organization, asked once. A lab has its
// own.
func (a *app) organization(ctx context.Context, env wizard.Env, s *session.Session) (string, error) {
	if _, given := env.Given["connect.organization_id"]; !given && env.Endpoints.Lab() {
		return env.Endpoints.OrganizationID, nil
	}
	return a.answerOf(ctx, env, s, prompt.Question{
		ID: "connect.organization_id", Text: msg.AskOrganization.In(a.lang), Help: msg.HelpOrganization.In(a.lang),
		Check: a.checkOrganization,
	})
}

// region is the region of the tenant, asked where no address tells it.
func (a *app) region(ctx context.Context, env wizard.Env, s *session.Session, derived string) (string, error) {
	_, given := env.Given["connect.region"]
	if _, known := asset.FindRegion(derived); env.Endpoints.Lab() || known && !given {
		return derived, nil
	}
	q := prompt.Question{ID: "connect.region", Text: msg.AskRegion.In(a.lang)}
	for _, r := range asset.Regions {
		if r.Name != "Japan" { // it shares Sydney's code
			q.Choices = append(q.Choices, prompt.Choice{Value: r.Code, Label: r.Name})
		} else {
			q.Choices[len(q.Choices)-1].Label += ", Japan"
		}
	}
	return a.answerOf(ctx, env, s, q)
}

// checkedConnect is how the check connect.asset looks at Webex Connect: with the
// token that is there without asking. s may be nil.
func (a *app) checkedConnect(env wizard.Env, o connectOptions, s *session.Session, c *asset.Configuration) check.Connect {
	connect := check.Connect{Optional: o.tokenFile == ""}
	organization := env.Given["connect.organization_id"]
	if s != nil {
		if !s.Lab {
			organization = cmp.Or(organization, s.Answer("connect.organization_id"))
		}
		connect.Optional = connect.Optional && s.ConnectAsset == nil
		if s.ConnectAsset != nil {
			connect.ID = s.ConnectAsset.ID
		}
	}
	token, err := a.givenToken(env, o, s)
	if err != nil || token.Empty() {
		connect.Err = err
		return connect
	}
	connect.API, connect.Err = a.connectAPI(env, o, c.Asset.Region, cmp.Or(organization, env.Endpoints.OrganizationID))
	if connect.Err == nil {
		connect.API.Token = token
	}
	return connect
}
