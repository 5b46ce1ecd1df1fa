"""A missing receipt is NO_997; a missing answer of the supplier ACK_OVERDUE."""


def migrate(cr, version):
    """The type gets the code that the trade gives it."""
    cr.execute(
        """
        UPDATE healthcare_exception_type t SET code = 'NO_997'
          FROM ir_model_data d
         WHERE d.model = 'healthcare.exception.type' AND d.res_id = t.id
           AND d.module = 'healthcare_edi' AND t.code = 'ACK_OVERDUE'
        """
    )
