package model

// Place is the environment and the organization of what a verb touches.
type Place struct {
	Environment  ID
	Organization ID

	What       string // for the refusal
	Wide       bool   // it belongs to the environment as a whole
	Everything bool   // it belongs to no environment
	Nothing    bool   // it touches nothing that is stored
}
