package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"mailasset/internal/asset"
)

// robotFillsForm has a lab's robot do in Webex Connect what a person does: fill
// in the form, press Generate Token, and Save. It is false where the lab has
// no robot.
func robotFillsForm(client *http.Client, e asset.Endpoints) func(context.Context, asset.Configuration) (bool, error) {
	return func(ctx context.Context, c asset.Configuration) (bool, error) {
		values := map[string]string{}
		for _, row := range c.Form() {
			switch {
			case row.Direction != asset.Typed && row.Direction != asset.Tick:
			case !row.Secret.Empty():
				values[row.Key] = row.Secret.Reveal()
			default:
				values[row.Key] = row.Value
			}
		}
		body, err := json.Marshal(values)
		if err != nil {
			return false, err
		}
		request, err := http.NewRequestWithContext(ctx, http.MethodPost, e.URL+"/lab/connect/fill", bytes.NewReader(body))
		if err != nil {
			return false, err
		}
		request.Header.Set("Content-Type", "application/json")
		response, err := client.Do(request)
		if err != nil {
			return false, fmt.Errorf("ask the lab's robot: %w", err)
		}
		defer response.Body.Close()
		var filled struct {
			TokenFilled bool
			Error       string
		}
		switch err := json.NewDecoder(response.Body).Decode(&filled); {
		case response.StatusCode == http.StatusConflict:
			return false, nil
		case err != nil:
			return false, fmt.Errorf("ask the lab's robot: status %s: %w", response.Status, err)
		case filled.Error != "" || !filled.TokenFilled:
			return false, fmt.Errorf("ask the lab's robot: Generate Token filled nothing: %s", filled.Error)
		}
		return true, nil
	}
}
