package cli

import (
	"context"
	"fmt"
	"strings"

	"gatehouse/model"
)

// findEnvironment takes a name or an id; "" is the first.
func findEnvironment(ctx context.Context, d *model.Desk, text string) (model.Environment, error) {
	all, err := d.Environments(ctx)
	if err != nil {
		return model.Environment{}, err
	}
	var names []string
	for _, e := range all {
		if text == "" || string(e.ID) == text || strings.EqualFold(e.Name, text) {
			return e, nil
		}
		names = append(names, e.Name)
	}
	return model.Environment{}, fmt.Errorf("environment %q: %w; there are: %s", text, model.ErrNotFound, strings.Join(names, ", "))
}
