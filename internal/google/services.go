package google

import (
	"context"
	"errors"
	"fmt"

	"google.golang.org/api/serviceusage/v1"
)

const gmailService = "/services/gmail.googleapis.com"

// GmailEnabled reports whether the Gmail API is on in a project, given by its
// id or number.
func (a Admin) GmailEnabled(ctx context.Context, project string) (bool, error) {
	if err := checkReference(project); err != nil {
		return false, err
	}
	service, err := serviceusage.NewService(ctx, a.options(a.ServiceUsage)...)
	if err != nil {
		return false, fmt.Errorf("reach Service Usage: %w", err)
	}
	state, err := read(ctx, a, func(ctx context.Context) (*serviceusage.GoogleApiServiceusageV1Service, error) {
		return service.Services.Get("projects/" + project + gmailService).Context(ctx).Do()
	})
	if err != nil {
		return false, a.failed("look at the Gmail API of "+project, "", err)
	}
	return state.State == "ENABLED", nil
}

// EnableGmail switches the Gmail API on in a project and waits until Google
// says that it is. Doing it twice is harmless.
func (a Admin) EnableGmail(ctx context.Context, project string) error {
	if err := checkReference(project); err != nil {
		return err
	}
	ctx, cancel := a.patiently(ctx)
	defer cancel()
	service, err := serviceusage.NewService(ctx, a.options(a.ServiceUsage)...)
	if err != nil {
		return fmt.Errorf("reach Service Usage: %w", err)
	}
	op, err := once(ctx, a, func(ctx context.Context) (operation, error) {
		return serviceOperation(service.Services.Enable("projects/"+project+gmailService, &serviceusage.EnableServiceRequest{}).Context(ctx).Do())
	})
	if err == nil {
		_, err = a.await(ctx, op, func(ctx context.Context, name string) (operation, error) {
			return serviceOperation(service.Operations.Get(name).Context(ctx).Do())
		})
	}
	if err != nil && !errors.Is(err, errGone) {
		return a.failed("enable the Gmail API in "+project, "", err)
	}
	return a.untilEnabled(ctx, project)
}

// untilEnabled looks until the API is on: the state follows the operation.
func (a Admin) untilEnabled(ctx context.Context, project string) error {
	for attempt := 0; ; attempt++ {
		on, err := a.GmailEnabled(ctx, project)
		if on || err != nil {
			return err
		}
		if err := a.wait(ctx, attempt); err != nil {
			return fmt.Errorf("the Gmail API of %s is not on yet: %w", project, err)
		}
	}
}

func serviceOperation(op *serviceusage.Operation, err error) (operation, error) {
	if err != nil {
		return operation{}, err
	}
	o := operation{name: op.Name, done: op.Done}
	if op.Error != nil {
		o.failure = operationError(op.Error.Code, op.Error.Message, op.Error.Details)
	}
	return o, nil
}
