package api

import (
	"time"

	"gatehouse/model"
)

// ITContact is somebody at a customer who looks after its identity provider.
type ITContact struct {
	Object    string    `json:"object"` // "it_contact"
	ID        model.ID  `json:"id"`
	Email     string    `json:"email"`
	CreatedAt time.Time `json:"created_at"`
	UpdatedAt time.Time `json:"updated_at"` // when it was created: none is ever changed
}

// ITContactOf tells of one.
func ITContactOf(c model.ITContact) ITContact {
	return ITContact{"it_contact", c.ID, c.Email, c.Created, c.Created}
}
