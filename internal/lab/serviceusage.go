package lab

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// catalog are the services this lab's Google has heard of, with their titles,
// in the order of services.list.
var catalog = [][2]string{
	{"calendar-json.googleapis.com", "Google Calendar API"},
	{managerService, "Cloud Resource Manager API"},
	{"drive.googleapis.com", "Google Drive API"},
	{gmailService, "Gmail API"},
	{"iam.googleapis.com", "Identity and Access Management (IAM) API"},
	{"people.googleapis.com", "People API"},
	{"pubsub.googleapis.com", "Cloud Pub/Sub API"},
	{usageService, "Service Usage API"},
}

// maxBatch is how many services batchEnable takes (facts/google.md 6.2).
const maxBatch = 20

// titleOf returns a service's title, "" for an unknown service.
func titleOf(service string) string {
	for _, each := range catalog {
		if each[0] == service {
			return each[1]
		}
	}
	return ""
}

// usageRoutes is Service Usage v1. The part after the colon is not a segment
// of its own, so the mux cannot tell the methods apart.
func (l *Lab) usageRoutes(mux *http.ServeMux) {
	read := scopes{scopeCloudRead, scopeServices}
	mux.HandleFunc("POST /v1/projects/{project}/services/{service}", l.admin(usageService, scopes{scopeServices}, l.enableService))
	mux.HandleFunc("POST /v1/projects/{project}/services:batchEnable", l.admin(usageService, scopes{scopeServices}, l.batchEnable))
	mux.HandleFunc("GET /v1/projects/{project}/services/{service}", l.admin(usageService, read, l.getService))
	mux.HandleFunc("GET /v1/projects/{project}/services", l.admin(usageService, read, l.listServices))
	mux.HandleFunc("GET /v1/operations/{id}", l.admin(usageService, read, l.operation))
}

// serviceAnswer is a service as Service Usage answers it.
type serviceAnswer struct {
	Name   string        `json:"name"`
	Parent string        `json:"parent"`
	Config serviceConfig `json:"config"`
	State  string        `json:"state"`
}

type serviceConfig struct {
	Name          string            `json:"name"`
	Title         string            `json:"title"`
	Documentation map[string]string `json:"documentation"`
	Usage         map[string]any    `json:"usage"`
}

// service is a project's service. The caller holds mu.
func (w *world) service(p *project, name string) serviceAnswer {
	state := "DISABLED"
	if p.services[name] && !(name == gmailService && w.faults.on("gmail-api-disabled")) {
		state = "ENABLED"
	}
	return serviceAnswer{
		Name: "projects/" + p.number + "/services/" + name, Parent: "projects/" + p.number, State: state,
		Config: serviceConfig{Name: name, Title: titleOf(name), Documentation: map[string]string{"summary": titleOf(name)},
			Usage: map[string]any{"requirements": []string{"serviceusage.googleapis.com/tos/universal"}}},
	}
}

// gmailOn reports whether the Gmail API is on in a client's project.
func (w *world) gmailOn(project string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.settle()
	p := w.findProject(project)
	return !w.faults.on("gmail-api-disabled") && (p == nil || p.services[gmailService])
}

func (w *world) numberOf(project string) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	if p := w.findProject(project); p != nil {
		return p.number
	}
	number, _, _ := strings.Cut(gcloudClient, ".")
	return number
}

func (l *Lab) enableService(r *http.Request, a access) (any, *apiError) {
	if refused := adminBody(r, &struct{}{}); refused != nil {
		return nil, refused
	}
	name, method, _ := strings.Cut(r.PathValue("service"), ":")
	if method != "enable" {
		return nil, newAPIError(http.StatusNotFound, "NOT_FOUND", "global", "notFound", "Method not found.")
	}
	return l.enable(r.PathValue("project"), a, []string{name}, func(services []serviceAnswer) any {
		return map[string]any{"@type": "type.googleapis.com/google.api.serviceusage.v1.EnableServiceResponse", "service": services[0]}
	})
}

// batchEnable is atomic: one service that is refused refuses all.
func (l *Lab) batchEnable(r *http.Request, a access) (any, *apiError) {
	var wanted struct {
		ServiceIDs []string `json:"serviceIds"`
	}
	if refused := adminBody(r, &wanted); refused != nil {
		return nil, refused
	}
	if n := len(wanted.ServiceIDs); n == 0 || n > maxBatch {
		return nil, invalidArgument(fmt.Sprintf("The number of services to enable must be between 1 and %d, it is %d.", maxBatch, n))
	}
	return l.enable(r.PathValue("project"), a, wanted.ServiceIDs, func(services []serviceAnswer) any {
		return map[string]any{"@type": "type.googleapis.com/google.api.serviceusage.v1.BatchEnableServicesResponse", "services": services}
	})
}

// enable switches services on in an operation; when they all are on already,
// the operation is done before it began.
func (l *Lab) enable(ref string, a access, names []string, response func([]serviceAnswer) any) (any, *apiError) {
	w := l.world
	w.mu.Lock()
	defer w.mu.Unlock()
	w.settle()
	p, refused := w.enableRefusal(ref, a.account, names)
	if refused != nil {
		return nil, refused
	}
	finish := func() (any, *rpcStatus) {
		var services []serviceAnswer
		for _, name := range names {
			p.services[name] = true
			services = append(services, w.service(p, name))
		}
		return response(services), nil
	}
	off := func(name string) bool { return !p.services[name] }
	if !slices.ContainsFunc(names, off) {
		o := &operation{name: "operations/noop.DONE_OPERATION", finish: finish}
		o.complete()
		return o.answer(), nil
	}
	var resources []string
	for _, name := range names {
		resources = append(resources, "projects/"+p.number+"/services/"+name)
	}
	metadata := map[string]any{"@type": "type.googleapis.com/google.api.serviceusage.v1.OperationMetadata", "resourceNames": resources}
	return w.begin("acat.p2-"+p.number+"-", a.account, metadata, finish), nil
}

// enableRefusal is why the services are not switched on (facts/google.md 6.2).
// The caller holds mu.
func (w *world) enableRefusal(ref, account string, names []string) (*project, *apiError) {
	p := w.usable(ref, account)
	list := strings.Join(names, ", ")
	if p == nil || w.faults.on("permission-denied") {
		return nil, forbidden("Permission denied to enable service ["+list+"]",
			newPrecondition(violation{Type: "googleapis.com", Subject: "110002"}),
			newErrorInfo("AUTH_PERMISSION_DENIED", "serviceusage.googleapis.com", nil))
	}
	unknown := slices.DeleteFunc(slices.Clone(names), func(name string) bool { return titleOf(name) != "" })
	switch {
	case len(unknown) > 0:
		return nil, forbidden("Not found or permission denied for service(s): "+strings.Join(unknown, ", ")+".",
			newErrorInfo("SERVICE_CONFIG_NOT_FOUND_OR_PERMISSION_DENIED", "serviceusage.googleapis.com", map[string]string{"services": strings.Join(unknown, ",")}))
	case w.faults.on("org-policy"):
		e := newAPIError(http.StatusBadRequest, "FAILED_PRECONDITION", "global", "failedPrecondition",
			"Request is disallowed by organization's constraints/gcp.restrictServiceUsage constraint for 'projects/"+p.id+"' attempting to use service '"+names[0]+"'.")
		e.Details = []any{newErrorInfo("RESOURCE_USAGE_RESTRICTION_VIOLATED", "googleapis.com", map[string]string{"service": names[0], "consumer": "projects/" + p.number})}
		return nil, e
	case w.faults.on("tos-not-accepted") && !w.terms[account+" universal"]:
		e := newAPIError(http.StatusBadRequest, "FAILED_PRECONDITION", "global", "failedPrecondition", "Precondition check failed.")
		e.Details = []any{
			newPrecondition(violation{Type: "googleapis.com", Subject: "390000"}),
			newErrorInfo("UREQ_TOS_NOT_ACCEPTED", "serviceusage.googleapis.com", map[string]string{"tos_id": "universal", "services": list}),
		}
		return nil, e
	}
	return p, nil
}

func (l *Lab) getService(r *http.Request, a access) (any, *apiError) {
	l.world.mu.Lock()
	defer l.world.mu.Unlock()
	l.world.settle()
	name := r.PathValue("service")
	p := l.world.usable(r.PathValue("project"), a.account)
	if p == nil || titleOf(name) == "" {
		return nil, forbidden("Permission denied to get service ["+name+"]",
			newPrecondition(violation{Type: "googleapis.com", Subject: "110002"}),
			newErrorInfo("AUTH_PERMISSION_DENIED", "serviceusage.googleapis.com", nil))
	}
	return l.world.service(p, name), nil
}

type servicePage struct {
	Services      []serviceAnswer `json:"services,omitempty"`
	NextPageToken string          `json:"nextPageToken,omitempty"`
}

func (l *Lab) listServices(r *http.Request, a access) (any, *apiError) {
	l.world.mu.Lock()
	defer l.world.mu.Unlock()
	l.world.settle()
	p := l.world.usable(r.PathValue("project"), a.account)
	if p == nil {
		return nil, forbidden("Permission denied to list services for consumer container [projects/"+r.PathValue("project")+"]",
			newErrorInfo("AUTH_PERMISSION_DENIED", "serviceusage.googleapis.com", nil))
	}
	wanted, filtered := strings.CutPrefix(r.URL.Query().Get("filter"), "state:")
	if !filtered && r.URL.Query().Get("filter") != "" {
		return nil, invalidArgument("Invalid filter: only state:ENABLED and state:DISABLED are allowed.")
	}
	var found []serviceAnswer
	for _, each := range catalog {
		if s := l.world.service(p, each[0]); !filtered || s.State == wanted {
			found = append(found, s)
		}
	}
	part, next, refused := paginate(r, found, 50)
	return servicePage{Services: part, NextPageToken: next}, refused
}
