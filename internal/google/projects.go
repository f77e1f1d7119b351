package google

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sort"
	"strings"
	"time"

	crm "google.golang.org/api/cloudresourcemanager/v3"
)

// Project is a Google Cloud project.
type Project struct {
	ID, Number, Name string // Name is what the console shows
	State            string // ACTIVE, DELETE_REQUESTED
	Parent           string // organizations/N, folders/N, or ""
	Created          time.Time
}

// StateActive is the State of a project that can be used.
const StateActive = "ACTIVE"

// MaxProjects is the most that Projects returns: whoever sees more knows the
// id of the one that is meant.
const MaxProjects = 1000

const maxPages = 20

// Projects lists the active projects that the credential may see, the newest
// first. A project made a moment ago may be missing: projects:search lags, and
// [Admin.Project] does not.
func (a Admin) Projects(ctx context.Context) ([]Project, error) {
	service, err := crm.NewService(ctx, a.options(a.ResourceManager)...)
	if err != nil {
		return nil, fmt.Errorf("reach Resource Manager: %w", err)
	}
	var all []Project
	token := ""
	for range maxPages {
		page, err := read(ctx, a, func(ctx context.Context) (*crm.SearchProjectsResponse, error) {
			return service.Projects.Search().Query("state:ACTIVE").PageSize(500).PageToken(token).Context(ctx).Do()
		})
		if err != nil {
			return nil, a.failed("list the projects", "", err)
		}
		for _, p := range page.Projects {
			if p.State == StateActive && len(all) < MaxProjects {
				all = append(all, project(p))
			}
		}
		if token = page.NextPageToken; token == "" || len(all) == MaxProjects {
			break
		}
	}
	// Not slices.SortFunc: it is compiled anew for each type.
	sort.SliceStable(all, func(i, j int) bool {
		x, y := all[i], all[j]
		return cmp.Or(y.Created.Compare(x.Created), cmp.Compare(x.ID, y.ID)) < 0
	})
	return all, nil
}

// Project reads one project by its id or its number, in whatever state. Google
// answers a *PermissionError also for one that does not exist.
func (a Admin) Project(ctx context.Context, id string) (Project, error) {
	if err := checkReference(id); err != nil {
		return Project{}, err
	}
	service, err := crm.NewService(ctx, a.options(a.ResourceManager)...)
	if err != nil {
		return Project{}, fmt.Errorf("reach Resource Manager: %w", err)
	}
	p, err := read(ctx, a, func(ctx context.Context) (*crm.Project, error) {
		return service.Projects.Get("projects/" + id).Context(ctx).Do()
	})
	if err != nil {
		return Project{}, a.failed("read project "+id, "", err)
	}
	return project(p), nil
}

// CreateProject creates a project and waits until it is there. parent is
// organizations/N, folders/N, or "" for the account's own place. The request
// is sent once; when its outcome is lost, calling again says *IDTakenError
// with the project in it.
func (a Admin) CreateProject(ctx context.Context, id, displayName, parent string) (Project, error) {
	if err := CheckID(id); err != nil {
		return Project{}, err
	}
	ctx, cancel := a.patiently(ctx)
	defer cancel()
	service, err := crm.NewService(ctx, a.options(a.ResourceManager)...)
	if err != nil {
		return Project{}, fmt.Errorf("reach Resource Manager: %w", err)
	}
	op, err := once(ctx, a, func(ctx context.Context) (operation, error) {
		return projectOperation(service.Projects.Create(&crm.Project{ProjectId: id, DisplayName: displayName, Parent: parent}).Context(ctx).Do())
	})
	if err == nil {
		op, err = a.await(ctx, op, func(ctx context.Context, name string) (operation, error) {
			return projectOperation(service.Operations.Get(name).Context(ctx).Do())
		})
	}
	if err != nil && !errors.Is(err, errGone) {
		return Project{}, a.notCreated(ctx, id, err)
	}
	var made crm.Project
	if json.Unmarshal(op.response, &made) == nil && made.ProjectId == id && made.State == StateActive {
		return project(&made), nil
	}
	return a.Project(ctx, id)
}

// notCreated finds out whose the project is when the id is taken.
func (a Admin) notCreated(ctx context.Context, id string, err error) error {
	err = a.failed("create project "+id, id, err)
	var taken *IDTakenError
	if errors.As(err, &taken) {
		if p, err := a.Project(ctx, id); err == nil {
			taken.Project, taken.Ours = p, p.State == StateActive
		}
	}
	return err
}

func projectOperation(op *crm.Operation, err error) (operation, error) {
	if err != nil {
		return operation{}, err
	}
	o := operation{name: op.Name, done: op.Done, response: op.Response}
	if op.Error != nil {
		o.failure = operationError(op.Error.Code, op.Error.Message, op.Error.Details)
	}
	return o, nil
}

func project(p *crm.Project) Project {
	created, _ := time.Parse(time.RFC3339, p.CreateTime) // unknown: last in the list
	return Project{ID: p.ProjectId, Number: strings.TrimPrefix(p.Name, "projects/"), Name: p.DisplayName,
		State: p.State, Parent: p.Parent, Created: created}
}
