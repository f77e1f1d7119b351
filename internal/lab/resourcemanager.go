package lab

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// managerRoutes is Cloud Resource Manager v3.
func (l *Lab) managerRoutes(mux *http.ServeMux) {
	read := scopes{scopeCloudRead}
	mux.HandleFunc("POST /v3/projects", l.admin(managerService, nil, l.createProject))
	mux.HandleFunc("GET /v3/projects", l.admin(managerService, read, l.listProjects))
	mux.HandleFunc("GET /v3/projects:search", l.admin(managerService, read, l.searchProjects))
	mux.HandleFunc("GET /v3/projects/{project}", l.admin(managerService, read, l.getProject))
	mux.HandleFunc("DELETE /v3/projects/{project}", l.admin(managerService, nil, l.deleteProject))
	mux.HandleFunc("GET /v3/operations/{id}", l.admin(managerService, read, l.operation))
}

// projectAnswer is a project as Cloud Resource Manager answers it.
type projectAnswer struct {
	Type        string            `json:"@type,omitempty"` // inside an operation only
	Name        string            `json:"name"`
	Parent      string            `json:"parent,omitempty"`
	ProjectID   string            `json:"projectId"`
	State       string            `json:"state"`
	DisplayName string            `json:"displayName"`
	CreateTime  string            `json:"createTime"`
	UpdateTime  string            `json:"updateTime"`
	Etag        string            `json:"etag"`
	Labels      map[string]string `json:"labels,omitempty"`
}

func (p *project) answer() projectAnswer {
	state, at := "ACTIVE", p.created.UTC().Format(time.RFC3339Nano)
	if p.deleted {
		state = "DELETE_REQUESTED"
	}
	return projectAnswer{Name: "projects/" + p.number, Parent: p.parent, ProjectID: p.id, State: state, DisplayName: p.name,
		CreateTime: at, UpdateTime: at, Etag: fmt.Sprintf(`W/"%s"`, p.number), Labels: p.labels}
}

// inOperation is the project as the response of an operation.
func (p *project) inOperation() projectAnswer {
	a := p.answer()
	a.Type = "type.googleapis.com/google.cloud.resourcemanager.v3.Project"
	return a
}

type createMetadata struct {
	Type       string `json:"@type"`
	CreateTime string `json:"createTime"`
	Gettable   bool   `json:"gettable,omitempty"`
	Ready      bool   `json:"ready,omitempty"`
}

// createProject answers at once; whether there will be a project is told by
// the operation (facts/google.md 6.1).
func (l *Lab) createProject(r *http.Request, a access) (any, *apiError) {
	var wanted struct {
		ProjectID   string            `json:"projectId"`
		DisplayName string            `json:"displayName"`
		Parent      string            `json:"parent"`
		Labels      map[string]string `json:"labels"`
		Tags        map[string]string `json:"tags"`
	}
	if refused := adminBody(r, &wanted); refused != nil {
		return nil, refused
	}
	for field, problem := range map[string]string{
		"project_id": projectIDProblem(wanted.ProjectID), "display_name": displayNameProblem(wanted.DisplayName),
	} {
		if problem != "" {
			return nil, invalidArgument("field ["+field+"] has issue ["+problem+"]", violation{Field: field, Description: problem})
		}
	}
	if refused := l.createRefusal(a.account, wanted.Parent); refused != nil {
		return nil, refused
	}
	if wanted.DisplayName == "" {
		wanted.DisplayName = wanted.ProjectID
	}
	w := l.world
	w.mu.Lock()
	defer w.mu.Unlock()
	metadata := &createMetadata{Type: "type.googleapis.com/google.cloud.resourcemanager.v3.CreateProjectMetadata",
		CreateTime: w.now().UTC().Format(time.RFC3339Nano)}
	return w.begin("cp.", a.account, metadata, func() (any, *rpcStatus) {
		p, failed := w.addProject(wanted.ProjectID, wanted.DisplayName, wanted.Parent, a.account, wanted.Labels)
		if failed != nil {
			return nil, failed
		}
		metadata.Gettable, metadata.Ready = true, true
		return p.inOperation(), nil
	}), nil
}

// createRefusal is why the caller may not make projects there.
func (l *Lab) createRefusal(account, parent string) *apiError {
	switch {
	case l.faults.on("org-policy"):
		return forbidden("Operation denied by org policy on resource '" + l.world.organization + "': [\"constraints/resourcemanager.allowedProjectCreators\"].")
	case l.faults.on("permission-denied"),
		parent != "" && (parent != l.world.organization || !isMember(account)):
		return forbidden("The caller does not have permission")
	}
	return nil
}

func projectDenied(permission, ref string) *apiError {
	return forbidden(fmt.Sprintf("Permission '%s' denied on resource '//cloudresourcemanager.googleapis.com/projects/%s' (or it may not exist).", permission, ref))
}

func (l *Lab) getProject(r *http.Request, a access) (any, *apiError) {
	l.world.mu.Lock()
	defer l.world.mu.Unlock()
	l.world.settle()
	p := l.world.findProject(r.PathValue("project"))
	if p == nil || !l.world.mayUse(p, a.account) {
		return nil, projectDenied("resourcemanager.projects.get", r.PathValue("project"))
	}
	return p.answer(), nil
}

// deleteProject marks it for deletion. Its id is never free again.
func (l *Lab) deleteProject(r *http.Request, a access) (any, *apiError) {
	w := l.world
	w.mu.Lock()
	defer w.mu.Unlock()
	w.settle()
	p := w.usable(r.PathValue("project"), a.account)
	if p == nil || l.faults.on("permission-denied") {
		return nil, projectDenied("resourcemanager.projects.delete", r.PathValue("project"))
	}
	metadata := map[string]string{"@type": "type.googleapis.com/google.cloud.resourcemanager.v3.DeleteProjectMetadata"}
	return w.begin("dp.", a.account, metadata, func() (any, *rpcStatus) {
		p.deleted = true
		return p.inOperation(), nil
	}), nil
}

// listProjects needs a parent and sees a new project at once.
func (l *Lab) listProjects(r *http.Request, a access) (any, *apiError) {
	parent := r.URL.Query().Get("parent")
	if parent == "" {
		return nil, invalidArgument("field [parent] has issue [parent is required]", violation{Field: "parent", Description: "parent is required"})
	}
	if parent != l.world.organization || !isMember(a.account) {
		return nil, forbidden("The caller does not have permission")
	}
	deleted := r.URL.Query().Get("showDeleted") == "true"
	return l.pageOfProjects(r, func(p *project) bool { return p.parent == parent && (deleted || !p.deleted) })
}

// searchProjects lags behind: it misses a fresh project once. The ones marked
// for deletion are found too (facts/google.md 6.1, discovery document).
func (l *Lab) searchProjects(r *http.Request, a access) (any, *apiError) {
	query := strings.Fields(r.URL.Query().Get("query"))
	return l.pageOfProjects(r, func(p *project) bool {
		if !l.world.mayUse(p, a.account) || len(query) > 0 && !slices.ContainsFunc(query, p.matches) {
			return false
		}
		if p.unseen > 0 {
			p.unseen--
			return false
		}
		return true
	})
}

// matches is one term of a search query, field:value, where the value may end
// in a star.
func (p *project) matches(term string) bool {
	field, value, _ := strings.Cut(strings.ToLower(term), ":")
	has := ""
	switch field {
	case "id", "projectid":
		has = p.id
	case "displayname", "name":
		has = p.name
	case "parent":
		has = p.parent
	case "state", "lifecyclestate":
		has = p.answer().State
	default:
		return false
	}
	if prefix, open := strings.CutSuffix(value, "*"); open {
		return strings.HasPrefix(strings.ToLower(has), prefix)
	}
	return strings.EqualFold(has, value)
}

type projectPage struct {
	Projects      []projectAnswer `json:"projects,omitempty"`
	NextPageToken string          `json:"nextPageToken,omitempty"`
}

func (l *Lab) pageOfProjects(r *http.Request, wanted func(*project) bool) (any, *apiError) {
	l.world.mu.Lock()
	defer l.world.mu.Unlock()
	l.world.settle()
	var found []projectAnswer
	for _, p := range l.world.projects {
		if wanted(p) {
			found = append(found, p.answer())
		}
	}
	part, next, refused := paginate(r, found, 100)
	return projectPage{Projects: part, NextPageToken: next}, refused
}

// paginate returns the page of a list that pageSize and pageToken ask for.
func paginate[T any](r *http.Request, all []T, size int) ([]T, string, *apiError) {
	from := 0
	for name, target := range map[string]*int{"pageSize": &size, "pageToken": &from} {
		if v := r.URL.Query().Get(name); v != "" {
			n, err := strconv.Atoi(v)
			if err != nil || n < 0 {
				return nil, "", invalidArgument("Request contains an invalid argument.", violation{Field: name, Description: "invalid value"})
			}
			if n > 0 {
				*target = n
			}
		}
	}
	from = min(from, len(all))
	to := min(from+size, len(all))
	if to == len(all) {
		return all[from:], "", nil
	}
	return all[from:to], strconv.Itoa(to), nil
}
