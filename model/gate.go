package model

import (
	"fmt"
)

// Reaches refuses what is not the principal's.
func (p Principal) Reaches(at Place) error {
	switch {
	case at.Nothing:
		return nil
	case at.Everything && (p.Environment != "" || p.Organization != ""):
		return fmt.Errorf("all environments, for one that may work in %s alone: %w", p.Environment, ErrNotFound)
	case p.Environment != "" && at.Environment != p.Environment,
		p.Organization != "" && !at.Wide && at.Organization != p.Organization:
		return fmt.Errorf("%s: %w", at.What, ErrNotFound)
	}
	return nil
}
