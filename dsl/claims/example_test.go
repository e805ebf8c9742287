package claims_test

import (
	"fmt"

	"github.com/seed-380714d4/fathom/dsl"
	"github.com/seed-380714d4/fathom/dsl/claims"
)

// Claims are stated first, measured later, and end in a table.
func Example() {
	decay := claims.Expect("sigmoid: gradient factor per layer").
		Source("mean-field theory").Predicted("0.236").Between(0.20, 0.26)
	relu := claims.Expect("ReLU, He: gradient factor per layer").
		Source("He et al. 2015").Within(1, 0.05)
	chance := claims.Expect("sigmoid: test accuracy after 3 epochs").
		Source("a lecture").Below(0.12)

	err := claims.Table(
		decay.Measured(dsl.NumbersOf("factor", 0.2349, 0.2353, 0.2358)),
		relu,
		chance.Measured(dsl.NumbersOf("accuracy", 0.7846)).Explain("the plateau ends after two epochs"),
	).Display()
	if err != nil {
		fmt.Println(err)
	}
	// Output:
	// verdict         claim                                  predicted                     measured                    source
	// held            sigmoid: gradient factor per layer     0.236 (between 0.2 and 0.26)  0.2353 ± 0.0005 (3 values)  mean-field theory
	// open            ReLU, He: gradient factor per layer    1 ± 5 %                                                   He et al. 2015
	// not reproduced  sigmoid: test accuracy after 3 epochs  below 0.12                    0.7846                      a lecture
	// sigmoid: test accuracy after 3 epochs: the plateau ends after two epochs
}
